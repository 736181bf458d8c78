"""Addresses of this app; the ones under account/ stand before allauth's and take their place."""

from django.urls import path

from youdesign.people import account_views, passkey_views, views

urlpatterns = [
    path("me/", views.profile, name="profile"),
    path("me/photo/", views.photo, name="photo"),
    path("me/photo/remove/", views.photo_remove, name="photo-remove"),
    path("me/<slug:section>/", views.profile_section, name="profile-section"),
    path("drafts/<slug:place>/", views.draft_detail, name="draft-detail"),
    path("drafts/<slug:place>/keep/", views.draft_keep, name="draft-keep"),
    path("drafts/<slug:place>/end/", views.draft_end, name="draft-end"),
    path("colleagues/how-i-can-be-found/", views.listing, name="listing"),
    path("my-data/consents/", views.consent_list, name="consent-list"),
    path("tell-someone/", views.concern_raise, name="concern-raise"),
    path("tell-someone/thanks/", views.concern_thanks, name="concern-thanks"),
    path("tell-someone/about/<slug:kind>/<int:pk>/", views.concern_about, name="concern-about"),
    path("tell-someone/<int:pk>/", views.concern_detail, name="concern-detail"),
    path("tell-someone/<int:pk>/move/", views.concern_move, name="concern-move"),
    path("tell-someone/link/<str:token>/", views.concern_link, name="concern-link"),
    path("data-complaint/", views.complain, name="data-complaint"),
    path("crisis-help/", views.crisis_help, name="crisis-help"),
    path("account/signup/", account_views.join, name="account_signup"),
    path("account/signup/passkey/", account_views.join_by_passkey, name="account_signup_by_passkey"),
    path("account/confirm-email/", account_views.confirm_email, name="account_email_verification_sent"),
    path("account/confirm-email/join-again/", account_views.join_again, name="join-again"),
    path("account/login/code/confirm/", account_views.confirm_sign_in, name="account_confirm_login_code"),
    path("account/password/reset/confirm/", account_views.confirm_reset, name="account_confirm_password_reset_code"),
    path("account/password/set/", account_views.set_password, name="account_set_password"),
    path("account/sign-in-anew/", account_views.sign_in_anew, name="sign-in-anew"),
    path("account/sessions/", account_views.session_list, name="usersessions_list"),
    path("account/sessions/<int:pk>/end/", account_views.session_end, name="session-end"),
    path("account/2fa/", passkey_views.second_step_page, name="mfa_index"),
    path("account/2fa/totp/activate/", passkey_views.app_activate, name="mfa_activate_totp"),
    path("account/2fa/webauthn/", passkey_views.passkey_list, name="mfa_list_webauthn"),
    path("account/2fa/webauthn/add/", passkey_views.passkey_add, name="mfa_add_webauthn"),
    path("account/2fa/webauthn/keys/<int:pk>/edit/", passkey_views.passkey_rename, name="mfa_edit_webauthn"),
    path("account/2fa/webauthn/keys/<int:pk>/remove/", passkey_views.passkey_remove, name="mfa_remove_webauthn"),
    path("account/2fa/recovery-codes/", account_views.recovery_codes, name="mfa_view_recovery_codes"),
    path("account/2fa/recovery-codes/download/", account_views.recovery_codes_file, name="mfa_download_recovery_codes"),
]
