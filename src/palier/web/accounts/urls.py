from allauth.mfa import app_settings as mfa
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import login_webauthn
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.socialaccount.views import login_error
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from palier.web.accounts import alerts, views

# What comes first stands for django-allauth's view at the same address.
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/login/", views.SignIn.as_view(), name="account_login"),
    path("account/alerts/", alerts.alerts, name="alerts"),
    path("account/alerts/stop/<str:reader>/", alerts.alerts_stop, name="alerts_stop"),
    path("account/sessions/", views.sessions, name="usersessions_list"),
    path("account/provider/login/error/", login_not_required(login_error), name="socialaccount_login_error"),
    path(
        "account/second-factor/totp/activate/",
        ActivateTOTPView.as_view(extra_context={"passkeys": settings.PASSKEYS}),
        name="mfa_activate_totp",
    ),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("account/provider/", include("allauth.socialaccount.urls")),
    path("account/oidc/<slug:provider_id>/login/", openid_connect.login, name="openid_connect_login"),
    path("account/oidc/<slug:provider_id>/login/callback/", openid_connect.callback, name="openid_connect_callback"),
    path("account/", include("allauth.account.urls")),
    path("language/", views.set_language, name="set_language"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("demo/mail/", views.demo_mail, name="demo_mail"),
]

if mfa.PASSKEY_LOGIN_ENABLED:
    # A stranger signs in with it, which the view itself does not say.
    address = "account/second-factor/webauthn/login/"
    urlpatterns.insert(0, path(address, login_not_required(login_webauthn), name="mfa_login_webauthn"))
