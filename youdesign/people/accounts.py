"""How allauth speaks and behaves here: our words for what went wrong, for pages and mails alike."""

import time
from smtplib import SMTPException
from typing import Any, ClassVar

import structlog
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from youdesign.people import second_step
from youdesign.people.actions import forget_first_password
from youdesign.people.browsers import in_words
from youdesign.people.models import ErasureRequest, Person
from youdesign.people.proved import proved_address, proved_just_now
from youdesign.people.rates import may_guess, remember_browser, with_network
from youdesign.people.sealing import CannotOpen

log = structlog.get_logger(__name__)

LONGEST_NAME = 80  # of a passkey
DEMO_ADDRESSES = "@demo.test"  # their password is printed by make run
NOT_SENT = (
    "We could not send the email just now. It is a fault of ours. Wait a minute, then ask for a new code. "
    "If it goes on, use “Tell someone” at the foot of the page."
)
CHOOSE_ANEW = (
    "You are in. The password that was chosen when this account was made does not count, because the address was not "
    "checked then. You can choose one under My account, or go on with codes by email."
)
WAYS = {
    "reauthenticate": "Use my password",
    "mfa_reauthenticate": "Use a code from my app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use my passkey",
}
WRONG_CODE = "That is not the code we sent. Check each number, or ask for a new code."


def signed_in_lately(request: HttpRequest) -> bool:
    """Whether this person has shown in this session, only just, that it is them."""
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - max(shown) < app_settings.REAUTHENTICATION_TIMEOUT


class AccountAdapter(DefaultAccountAdapter):
    """Our wording on top of allauth's rules."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Use “Tell someone” at the foot of the page to ask why.",
        "cannot_remove_primary_email": "You need one email address to sign in, so this one stays.",
        "duplicate_email": "That is the email address you have now.",
        "email_password_mismatch": "That email address and password do not match. Check both, or get a code by email.",
        "email_taken": "Use another email address: we cannot use that one.",
        "enter_current_password": "Enter the password you use now.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That is not your password. Try again.",
        "invalid_login": "Enter your email address and password.",
        "same_as_current": "That is the email address you have now. Enter a different one.",
        "too_many_login_attempts": "That was tried too many times. Wait five minutes, then sign in or get a new code.",
        "unverified_primary_email": "Confirm your email address first.",
        "rate_limited": "We have just sent you a code. Wait a minute before you ask for another.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Turn demo people away outside the demo, in the words of a wrong password."""
        if not settings.DEMO and (credentials.get("email") or "").lower().endswith(DEMO_ADDRESSES):
            raise self.validation_error("email_password_mismatch")
        super().pre_authenticate(request, **credentials)
        if not may_guess(request, credentials.get("email") or ""):
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords for an address and a network together, so that nobody shuts out somebody else."""
        return with_network(request, credentials.get("email") or "")

    def post_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse:
        """Know the browser again; and trust no password that was chosen before the address was proved."""
        if proved_just_now(request.session, user) and user.has_usable_password():
            forget_first_password(person=user)
            update_session_auth_hash(request, user)
            messages.warning(request, CHOOSE_ANEW)
        response = super().post_login(request, user, **facts)
        remember_browser(request, response, user.email)
        return response

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Ask no code of somebody who joins with the address that a mailed link has just proved."""
        return proved_address(request.session, timezone.now()) == email.lower()

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Show somebody who asked to be erased that they can still keep their account."""
        asked = ErasureRequest.objects.visible_to(request.user).open().exists()
        return reverse("my-data-wait") if asked else str(super().get_login_redirect_url(request))

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """Call the ways to show that it is still you what our pages call them."""
        return [way | {"description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def is_reauthentication_required(self, *, app: str, **facts: Any) -> bool:
        """Ask those who have nothing to show but mailed codes too: allauth would never ask them again.

        A code that is only just typed counts; later they sign in anew.
        """
        is_asked = bool(super().is_reauthentication_required(app=app, **facts))
        if is_asked and not self.get_reauthentication_methods(self.request.user) and not signed_in_lately(self.request):
            going = urlencode({"next": self.request.get_full_path()})
            raise ImmediateHttpResponse(redirect(f"{reverse('sign-in-anew')}?{going}"))
        return is_asked

    def is_safe_url(self, url: str) -> bool:
        """Lead on within this site only: allauth would also allow every name the site answers to."""
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, require_https=self.request.is_secure())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody that their account was changed, and from which browser in words that they know."""
        browser = in_words(self.get_http_user_agent(self.request))
        super().send_notification_mail(template_prefix, user, {"browser": browser, **(context or {})}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; when the mail server does not answer, say so on the page, which has a button to try again."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            log.exception("account_mail_not_sent", mail=template_prefix)
            messages.error(self.request, NOT_SENT)


class SecondStepAdapter(DefaultMFAAdapter):
    """Our wording for signing in with a second step."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "You look after other people here, so your account keeps its second step. "
        "Set up another one first.",
        "cannot_generate_recovery_codes": "Set up an authenticator app first. Then you can have recovery codes.",
        "incorrect_code": "That is not the right code. Codes change every 30 seconds: use the one your app shows now.",
        "unverified_email": "Confirm your email address first.",
        "cannot_open": "We cannot check codes just now. It is a fault of ours. Use a passkey if you have one, or "
        "“Tell someone” at the foot of the page.",
    }

    def encrypt(self, text: str) -> str:
        """Seal what an app's codes and recovery codes are made from: a stolen database alone passes no second step.

        allauth does not say whose it is, so it is not tied to its row as private writing is.
        """
        return second_step.seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; when the key is missing, say so in the form and in the log."""
        try:
            return second_step.open_secret(encrypted_text)
        except CannotOpen as error:
            log.error("second_step_cannot_be_opened", reason=str(error))
            raise self.validation_error("cannot_open") from error

    def is_mfa_enabled(self, user: AbstractBaseUser, types: list[str] | None = None) -> bool:
        """Say whether a second step is asked. A passkey alone is one more way in, and closes no other.

        Only for those who must take a second step is a passkey one: a leader who added one on her phone can still get
        a code by email when the phone is lost.
        """
        if types and set(types) == set(second_step.FACTORS) and not second_step.must_have([user.pk]):
            types = [Authenticator.Type.TOTP]
        return bool(super().is_mfa_enabled(user, types))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second step of those who must have one."""
        others = Authenticator.objects.filter(user=authenticator.user_id, type__in=second_step.FACTORS)
        return others.exclude(pk=authenticator.pk).exists() or not second_step.must_have([authenticator.user_id])

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """Name a new passkey after the browser and device it is made with."""
        return in_words(context.request.headers.get("User-Agent", ""))[:LONGEST_NAME]

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Say whose passkey it is, as the device will show it."""
        return {**super().get_public_key_credential_rp_entity(), "name": "You Design"}
