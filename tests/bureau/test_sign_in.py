"""Sign-in through the real pages: password, one-time password, second factor, and back to where one came from."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wenjiu.bureau.accounts import actions
from wenjiu.bureau.accounts.models import User
from wenjiu.bureau.audit.models import Event
from wenjiu.config import secret_files

pytestmark = [pytest.mark.django_db, pytest.mark.one_in(2)]
OWN = "a-password-of-my-own-2026"


@pytest.fixture(autouse=True)
def no_failed_attempts() -> None:
    cache.clear()


def first_user(*arguments: str) -> str:
    """Run the operator's command and return the one-time password that it prints."""
    out = StringIO()
    call_command("first_user", *arguments, stdout=out)
    return re.search(r"One-time password: (\S+)", out.getvalue()).group(1)


def code_of(secret: str) -> str:
    """Return what the app on the telephone shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, password: str, name: str = "wang", **more: str) -> Any:
    return client.post("/account/login/", {"login": name, "password": password, **more})


def test_an_operators_first_user_signs_in_changes_the_password_sets_up_the_second_factor_and_works() -> None:
    password = first_user("--username=Wang", "--name=虚构·王", "--role=approver", "--limit-yuan=50000")
    client = Client()
    answer = client.get("/desk/")
    assert answer.status_code == 302 and answer.url == "/account/login/?next=/desk/"
    assert sign_in(client, password, next="/desk/").url == "/desk/"

    assert client.get("/desk/").url == "/account/password/"
    change = {"oldpassword": password, "password1": OWN, "password2": OWN}
    assert client.post("/account/password/", change).status_code == 302
    assert not User.objects.get().password_is_temporary

    assert client.get("/desk/").url == "/account/second-factor/set-up/"
    again = client.get("/account/second-factor/set-up/").url
    assert again.startswith("/account/reauthenticate/"), "the password is asked once more"
    assert "密码不对" in client.post(again, {"password": "wrong"}).content.decode()
    page = client.post(again, {"password": OWN}, follow=True)
    secret = re.search(r'<code class="wb-secret">(\w+)</code>', page.content.decode()).group(1)
    wrong = client.post("/account/second-factor/set-up/", {"code": "000000"})
    assert wrong.status_code == 200 and "验证码不对" in wrong.content.decode()
    assert client.post("/account/second-factor/set-up/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/desk/").status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored

    client = Client()
    answer = sign_in(client, OWN, next="/desk/")
    assert answer.url.startswith("/account/second-factor/code/")
    assert client.get("/desk/").status_code == 302, "the password alone opens nothing"
    cache.clear()  # a code is good once; the app shows the next one half a minute later
    assert client.post(answer.url, {"code": code_of(secret)}).url == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert Event.objects.filter(kind="user.password_chosen").count() == 1

    assert client.post("/account/logout/").status_code == 302
    assert client.get("/desk/").status_code == 302


def test_staff_cannot_remove_the_second_factor() -> None:
    test_an_operators_first_user_signs_in_changes_the_password_sets_up_the_second_factor_and_works()
    user = User.objects.get()
    client = Client()
    client.force_login(user)
    page = client.post("/account/reauthenticate/?next=/account/second-factor/remove/", {"password": OWN}, follow=True)
    assert "工作人员必须使用验证器" in page.content.decode()
    assert client.post("/account/second-factor/remove/").status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_session_that_began_before_the_second_factor_was_set_up_must_prove_it() -> None:
    test_an_operators_first_user_signs_in_changes_the_password_sets_up_the_second_factor_and_works()
    older = Client()
    older.force_login(User.objects.get())
    assert older.get("/desk/").url == "/account/second-factor/again/?next=%2Fdesk%2F"
    assert "验证码不对" in older.post("/account/second-factor/again/?next=/desk/", {"code": "000000"}).content.decode()
    cache.clear()
    secret = Authenticator.objects.get(type="totp").data["secret"]
    answer = older.post("/account/second-factor/again/?next=/desk/", {"code": code_of(get_adapter().decrypt(secret))})
    assert answer.url == "/desk/" and older.get("/desk/").status_code == 200


def test_who_lost_the_telephone_sets_up_another_and_the_old_one_is_worth_nothing() -> None:
    test_an_operators_first_user_signs_in_changes_the_password_sets_up_the_second_factor_and_works()
    password = first_user("--username=wang", "--reset", "--new-telephone")
    client = Client()
    assert sign_in(client, password).url == "/desk/"
    client.post("/account/password/", {"oldpassword": password, "password1": OWN * 2, "password2": OWN * 2})
    assert client.get("/desk/").url == "/account/second-factor/set-up/"


def test_a_second_factor_still_works_after_its_key_was_changed(settings: Any, tmp_path: Path) -> None:
    secret_files.ensure_all(tmp_path)
    settings.DATA_FOLDER = tmp_path
    test_an_operators_first_user_signs_in_changes_the_password_sets_up_the_second_factor_and_works()
    before = list(Authenticator.objects.order_by("id").values_list("data", flat=True))
    secret_files.ensure(tmp_path, "data-key-2")
    out = StringIO()
    call_command("reencrypt", stdout=out)
    call_command("reencrypt", stdout=out)
    assert out.getvalue().split() == [
        "2",
        "values",
        "encrypted",
        "anew;",
        "0",
        "left.",
        "0",
        "values",
        "encrypted",
        "anew;",
        "0",
        "left.",
    ]
    (tmp_path / "secrets" / "data-key-1").unlink()
    adapter = get_adapter()
    for authenticator, old in zip(Authenticator.objects.order_by("id"), before, strict=True):
        for name in old.keys() & {"secret", "seed"}:
            assert authenticator.data[name] != old[name] and adapter.decrypt(authenticator.data[name])


def test_a_wrong_password_says_what_to_do_and_not_whether_the_name_exists() -> None:
    first_user("--username=wang", "--name=虚构·王", "--role=approver")
    answers = [sign_in(Client(), "wrong", name).content.decode() for name in ("wang", "nobody")]
    assert all("登录名或密码不对" in page and "系统管理员" in page for page in answers)


def test_after_five_wrong_passwords_the_right_one_must_wait() -> None:
    password = first_user("--username=wang", "--name=虚构·王", "--role=approver")
    for _attempt in range(5):
        sign_in(Client(), "wrong")
    assert "输错的次数太多" in sign_in(Client(), password).content.decode()


def test_a_session_ends_when_the_user_is_no_longer_active() -> None:
    password = first_user("--username=wang", "--name=虚构·王", "--role=approver")
    client = Client()
    sign_in(client, password)
    assert client.get("/account/").url == "/account/password/"
    actions.deactivate_user(actor="a test", user=User.objects.get())
    assert client.get("/account/").url.startswith("/account/login/")
    assert sign_in(client, password).url == "/account/inactive/"
    assert "这个账号已停用" in client.get("/account/inactive/").content.decode()


def test_the_sign_in_page_leads_to_no_other_site() -> None:
    password = first_user("--username=wang", "--name=虚构·王", "--role=approver")
    assert sign_in(Client(), password, next="https://example.org/").url == "/desk/"


def test_nobody_signs_up_and_no_page_of_e_mail_exists() -> None:
    for page in ("signup/", "email/", "password/reset/", "confirm-email/", "password/set/", "second-factor/webauthn/"):
        assert Client().get(f"/account/{page}").status_code == 404, page


def test_a_reset_gives_another_one_time_password_and_an_unknown_area_lists_those_there_are() -> None:
    first = first_user("--username=wang", "--name=虚构·王", "--role=approver")
    again = first_user("--username=wang", "--reset")
    assert (
        first != again and sign_in(Client(), first).status_code == 200 and sign_in(Client(), again).status_code == 302
    )
    with pytest.raises(CommandError, match="街道"):
        first_user("--username=li", "--name=虚构·李", "--role=approver", "--area=1")
    with pytest.raises(CommandError, match="不得由同一人担任"):
        first_user("--username=li", "--name=虚构·李", "--role=approver", "--role=audit_admin")
    assert User.objects.count() == 1, "a refused command leaves nothing behind"


@pytest.mark.parametrize("page", ["/", "/policies/", "/about/", "/check/"])
def test_a_public_page_sets_no_session_cookie_and_reads_no_session(page: str) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(page)
    # It asks only whether the installation has changed a rule.
    assert [q["sql"] for q in asked if "rulebook_change" not in q["sql"]] == [] and len(asked) <= 1
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_a_page_behind_the_sign_in_is_kept_by_no_cache() -> None:
    password = first_user("--username=wang", "--name=虚构·王", "--role=approver")
    client = Client()
    sign_in(client, password)
    for page in ("/account/", "/account/login/", "/account/password/", "/desk/"):
        assert "no-store" in client.get(page).headers["Cache-Control"], page
