"""Our own form for each of allauth's pages, by the name that allauth gives the page; read by the settings."""

SIGNING_IN = {
    "signup": "youdesign.people.account_forms.SignUp",
    "login": "youdesign.people.account_forms.SignIn",
    "request_login_code": "youdesign.people.account_forms.RequestCode",
    "confirm_login_code": "youdesign.people.account_forms.ConfirmSignInCode",
    "confirm_email_verification_code": "youdesign.people.account_forms.ConfirmEmailCode",
    "confirm_password_reset_code": "youdesign.people.account_forms.ConfirmResetCode",
    "add_email": "youdesign.people.account_forms.NewEmail",
    "reset_password": "youdesign.people.account_forms.AskReset",
    "reset_password_from_key": "youdesign.people.account_forms.ResetPassword",
    "change_password": "youdesign.people.account_forms.ChangePassword",
    "set_password": "youdesign.people.account_forms.SetPassword",
    "reauthenticate": "youdesign.people.account_forms.Reauthenticate",
}

SECOND_STEP = {
    "authenticate": "youdesign.people.account_forms.SecondStep",
    "reauthenticate": "youdesign.people.account_forms.SecondStepAgain",
    "activate_totp": "youdesign.people.account_forms.ActivateApp",
    "deactivate_totp": "youdesign.people.account_forms.DeactivateApp",
    "login_webauthn": "youdesign.people.passkey_forms.SignInWithPasskey",
    "authenticate_webauthn": "youdesign.people.passkey_forms.SecondStepWithPasskey",
    "reauthenticate_webauthn": "youdesign.people.passkey_forms.PasskeyAgain",
    "signup_webauthn": "youdesign.people.passkey_forms.FirstPasskey",
    "edit_webauthn": "youdesign.people.passkey_forms.RenamePasskey",
}
