"""URLs of the account. The names are allauth's, because its own code leads to them. What we do not use is left out."""

from allauth.account import views as allauth
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path

from wenjiu.web.account import views
from wenjiu.web.guards import signed_in

urlpatterns = [
    path("", views.home, name="account_home"),
    path("back/", views.back, name="account_back"),
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("password/", views.change_password, name="account_change_password"),
    path("reauthenticate/", signed_in(allauth.reauthenticate), name="account_reauthenticate"),
    path("second-factor/", signed_in(factors.index), name="mfa_index"),
    path("second-factor/code/", factors.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", signed_in(factors.reauthenticate), name="mfa_reauthenticate"),
    path("second-factor/set-up/", views.set_up_second_factor, name="mfa_activate_totp"),
    path("second-factor/remove/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("second-factor/recovery/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("second-factor/recovery/file/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
