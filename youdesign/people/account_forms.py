"""Every form of allauth that a person can meet here, in plain words. What they check is allauth's own."""

from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.validators import ProhibitNullCharactersValidator
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from youdesign.people import second_step
from youdesign.people.addresses import plain_address
from youdesign.people.models import Person
from youdesign.people.proved import note_unproved, proved_address
from youdesign.people.rates import may_send_code


@dataclass(frozen=True)
class Words:
    """What one field says."""

    label: str
    missing: str
    hint: str = ""
    attrs: dict[str, str] = field(default_factory=dict)

    def put_on(self, target: forms.Field) -> None:
        """Replace what allauth says: a placeholder vanishes when it is needed, so there is none."""
        target.label, target.help_text = self.label, self.hint
        target.error_messages["required"] = self.missing
        target.widget.attrs.pop("placeholder", None)
        target.widget.attrs.update(self.attrs)


class Address(forms.CharField):
    """An e-mail address, kept in the one way to write it; what is wrong with it comes back as it was typed."""

    def __init__(self, **said: Any) -> None:
        super().__init__(**{"widget": forms.EmailInput} | said)

    def clean(self, value: Any) -> str:
        """Return the address."""
        return plain_address(super().clean(value))


class InPlainWords(forms.BaseForm):
    """Put our words on the fields that are there, and our address field in the place of allauth's."""

    words: ClassVar[dict[str, Words]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, target in self.fields.items():
            if isinstance(target, forms.EmailField):
                self.fields[name] = target = Address()
            for check in target.validators:
                if isinstance(check, ProhibitNullCharactersValidator):
                    target.validators[target.validators.index(check)] = NO_NULL
            if name in self.words:
                self.words[name].put_on(target)


NO_NULL = ProhibitNullCharactersValidator(message="There is a character in this that cannot be kept. Type it anew.")
HINT_FOR_NEW = "At least 10 characters. Three words that you will remember work well."
NO_CODE_NEEDED = "Your invitation came to this address, so you need no code. To another one, we send a code."
EMAIL_ATTRS = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
CODE_ATTRS = {
    "class": "code govuk-input--width-10",
    "inputmode": "numeric",
    "autocomplete": "one-time-code",
    "spellcheck": "false",
}
EMAIL = Words("Email address", "Enter your email address.", attrs=EMAIL_ATTRS)
PASSWORD_NOW = Words("Password", "Enter your password.")
NEW_PASSWORD = Words("New password", "Enter a new password.", hint=HINT_FOR_NEW)
NEW_PASSWORD_AGAIN = Words("New password again", "Enter the new password again.")
MAILED_CODE = Words("Code", "Enter the code from the email.", hint="Six numbers, like 123456.", attrs=CODE_ATTRS)
APP_CODE = Words(
    "Code",
    "Enter the code from your app, or a recovery code.",
    hint="The six numbers your app shows now, or one of your recovery codes.",
    attrs=CODE_ATTRS,
)


class AsksForCode(InPlainWords):
    """Any form that has a code sent: when nothing else is wrong, it counts how often that was asked."""

    def clean(self) -> dict[str, Any]:
        """Say when a code was sent a moment ago."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not may_send_code(context.request, data["email"]):
            self.add_error("email", get_adapter().validation_error("rate_limited"))
        return data


class SignUp(AsksForCode, account.SignupForm):
    """Join: a name, an address, and a password unless a passkey comes instead."""

    field_order = ("name", "email", "password1")
    audiences = {
        "name": "Everybody you meet here can see this.",
        "email": "Only the programme staff who look after accounts can see this.",
    }
    words = {
        "email": Words(
            "Email address",
            "Enter your email address.",
            hint="We send a code to it, to check that it is yours.",
            attrs=EMAIL_ATTRS,
        ),
        "password1": Words("Choose a password", "Choose a password.", hint=HINT_FOR_NEW),
    }

    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proved = proved_address(context.request.session, timezone.now())
        if proved:
            self.fields["email"].initial, self.fields["email"].help_text = proved, NO_CODE_NEEDED

    def try_save(self, request: HttpRequest) -> tuple[Person | None, HttpResponse | None]:
        """Make the account, or answer the same, in the same time, when there is one with this address already."""
        if not self.account_already_exists:
            try:
                with transaction.atomic():
                    return super().try_save(request)
            except IntegrityError:
                self.account_already_exists = True  # pressed twice: the other one was first
        make_password(self.cleaned_data.get("password1"))  # the work that a new account would have taken
        return super().try_save(request)


class SignIn(InPlainWords, account.LoginForm):
    """Sign in with a password."""

    words = {"login": EMAIL, "password": PASSWORD_NOW}


class RequestCode(AsksForCode, account.RequestLoginCodeForm):
    """Ask for a code to sign in with."""

    words = {"email": EMAIL}

    def clean(self) -> dict[str, Any]:
        """Note in passing whether the code will be what first proves the address."""
        data = super().clean()
        note_unproved(context.request.session, getattr(self, "_user", None))
        return data


class ConfirmSignInCode(InPlainWords, account.ConfirmLoginCodeForm):
    """Sign in with the code."""

    words = {"code": MAILED_CODE}


class ConfirmEmailCode(InPlainWords, account.ConfirmEmailVerificationCodeForm):
    """Show that the address is yours."""

    words = {"code": MAILED_CODE}


class ConfirmResetCode(InPlainWords, account.ConfirmPasswordResetCodeForm):
    """Show that the address is yours before choosing a new password."""

    words = {"code": MAILED_CODE}


class NewEmail(AsksForCode, account.AddEmailForm):
    """Change the address of an account."""

    words = {
        "email": Words(
            "New email address",
            "Enter your new email address.",
            hint="We send a code to it. Until you enter the code, nothing changes.",
            attrs=EMAIL_ATTRS,
        )
    }


class AskReset(AsksForCode, account.ResetPasswordForm):
    """Ask for a code to choose a new password with."""

    words = {"email": EMAIL}


class ResetPassword(InPlainWords, account.ResetPasswordKeyForm):
    """Choose a new password after the code."""

    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD_AGAIN}


class ChangePassword(InPlainWords, account.ChangePasswordForm):
    """Change a password you know."""

    words = {
        "oldpassword": Words("Password you use now", "Enter the password you use now."),
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD_AGAIN,
    }


class SetPassword(InPlainWords, account.SetPasswordForm):
    """Choose a first password."""

    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD_AGAIN}


class Reauthenticate(InPlainWords, account.ReauthenticateForm):
    """Enter the password again before something important."""

    words = {"password": PASSWORD_NOW}


class SecondStep(InPlainWords, mfa.AuthenticateForm):
    """The second step of signing in."""

    words = {"code": APP_CODE}

    def has_app(self) -> bool:
        """Whether there is an app to look at."""
        return "totp" in second_step.factors_of(self.user)


class SecondStepAgain(InPlainWords, mfa.ReauthenticateForm):
    """The second step again before something important."""

    words = {"code": APP_CODE}


class DeactivateApp(InPlainWords, totp.DeactivateTOTPForm):
    """Switch the app off; refused when it is the last second step of somebody who must have one."""


class ActivateApp(InPlainWords, totp.ActivateTOTPForm):
    """Show that the app has the secret."""

    words = {
        "code": Words(
            "Code from your app",
            "Enter the six numbers your app shows now.",
            hint="Six numbers. They change every 30 seconds.",
            attrs=CODE_ATTRS,
        )
    }

    @property
    def key(self) -> str:
        """The secret in groups of four, for those who type it."""
        return " ".join(wrap(self.secret, 4))
