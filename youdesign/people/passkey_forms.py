"""The forms of passkeys: what a browser sends is read strictly, and anything else is one kind sentence."""

import json
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as passkeys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms

from youdesign.people import second_step
from youdesign.people.account_forms import InPlainWords, Words

LONGEST_NAME = 80
LONGEST_ANSWER = 20_000
# What reading a broken answer raises, beyond what allauth expects: none of it says more than "this is no passkey".
BROKEN = (ArithmeticError, AttributeError, InvalidSignature, LookupError, TypeError, UnsupportedAlgorithm, ValueError)
PARTS = ("id", "rawId", "type", "authenticatorAttachment", "response", "clientExtensionResults")
NOT_READ = "That passkey did not work here. Try again, or use another way to sign in."
NAME = Words(
    "Name",
    "Give it a name, so that you know it again.",
    hint="Only you see it. The device it is on is a good name.",
    attrs={"autocomplete": "off"},
)


class Answer(forms.CharField):
    """What the browser says about a passkey, as JSON."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the parts that matter; never a text that PostgreSQL could not keep, nor more of it than there is."""
        if not isinstance(value, str) or not value or len(value) > LONGEST_ANSWER or "\\u" in value or "\0" in value:
            raise forms.ValidationError(NOT_READ)
        try:
            found = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(NOT_READ) from error
        if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
            raise forms.ValidationError(NOT_READ)
        return {part: found[part] for part in PARTS if part in found}


class Passkey(InPlainWords):
    """Any form with a passkey's answer."""

    words: ClassVar[dict[str, Words]] = {"name": NAME}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "credential" in self.fields:
            self.fields["credential"] = Answer()
        if "name" in self.fields:
            self.fields["name"] = forms.CharField(
                max_length=LONGEST_NAME,
                error_messages={"max_length": f"Use a shorter name, {LONGEST_NAME} letters or fewer."},
            )
            NAME.put_on(self.fields["name"])


class NewPasskey(Passkey):
    """A passkey that was just made."""

    def clean(self) -> dict[str, Any]:
        """Check the answer against the question; only a passkey that checks who holds it will do."""
        try:
            return super().clean() or {}
        except BROKEN as error:
            raise forms.ValidationError(NOT_READ) from error


class AddPasskey(NewPasskey, passkeys._BaseAddWebAuthnForm):
    """Add a passkey to an account."""


class FirstPasskey(NewPasskey, passkeys.SignupWebAuthnForm):
    """Join with a passkey instead of a password."""


class UsePasskey(Passkey):
    """A passkey that was used."""

    def clean_credential(self) -> Authenticator:
        """Return whose it is, or say that it did not work: never why."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth's, in the classes below
        except (*BROKEN, forms.ValidationError) as error:
            raise forms.ValidationError(NOT_READ) from error


class SignInWithPasskey(UsePasskey, passkeys.LoginWebAuthnForm):
    """Sign in with a passkey and nothing else."""


class SecondStepWithPasskey(UsePasskey, passkeys.AuthenticateWebAuthnForm):
    """A passkey as the second step."""

    def has_passkey(self) -> bool:
        """Whether to ask for one at all."""
        return Authenticator.Type.WEBAUTHN in second_step.factors_of(self.user)


class PasskeyAgain(UsePasskey, passkeys.ReauthenticateWebAuthnForm):
    """A passkey before something important."""


class RenamePasskey(Passkey, passkeys.EditWebAuthnForm):
    """Call a passkey something else."""
