"""How allauth fits in here: no sign-up, no e-mail, and a second factor that staff cannot remove."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wenjiu.bureau import key_ring
from wenjiu.bureau.access import scopes
from wenjiu.bureau.accounts import actions
from wenjiu.bureau.accounts.actions import SECRET_PLACE


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("这个账号已停用。如需恢复，请找本单位的系统管理员。"),
        "username_password_mismatch": _("登录名或密码不对，请检查后再输。忘记密码请找本单位的系统管理员。"),
        "too_many_login_attempts": _("输错的次数太多，请过5分钟再试。"),
        "rate_limited": _("操作太频繁，请过几分钟再试。"),
        "enter_current_password": _("现在的密码不对，请再输一次。"),
        "incorrect_password": _("密码不对，请再输一次。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff begin at the desk, everybody else in the workspace."""
        return reverse("desk:home" if scopes.has_role(request.user) else "my:home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def set_password(self, user: Any, password: str) -> None:
        actions.choose_password(actor=user, password=password)

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say nothing: each page says itself what was done."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes of an app on the telephone, and recovery codes. Their secrets are stored encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对。请输手机上最新的6位数字；如果总是不对，请检查手机的时间。"),
        "cannot_delete_authenticator": _("工作人员必须使用验证器，不能停用。换手机请找本单位的系统管理员。"),
    }

    def get_totp_issuer(self) -> str:
        return "Wenjiu"

    def encrypt(self, text: str) -> str:
        return b64encode(key_ring.encrypt(text, SECRET_PLACE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return key_ring.decrypt(b64decode(encrypted_text), SECRET_PLACE)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not scopes.has_role(authenticator.user)
