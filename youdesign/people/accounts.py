"""How allauth speaks and behaves here: our words for what went wrong, for pages and mails alike."""

from smtplib import SMTPException
from typing import Any, ClassVar

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from youdesign.people.models import ErasureRequest

log = structlog.get_logger(__name__)

DEMO_ADDRESSES = "@demo.test"  # their password is printed by make run
NOT_SENT = (
    "We could not send the email just now. It is a fault of ours. Wait a minute, then ask for a new code. "
    "If it goes on, use “Tell someone” at the foot of the page."
)
WRONG_CODE = "That is not the code we sent. Check each number, or ask for a new code."


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

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Show somebody who asked to be erased that they can still keep their account."""
        asked = ErasureRequest.objects.visible_to(request.user).open().exists()
        return reverse("my-data-wait") if asked else str(super().get_login_redirect_url(request))

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
        "cannot_delete_authenticator": "Your account needs its second step, so it stays on.",
        "cannot_generate_recovery_codes": "Set up an authenticator app first. Then you can have recovery codes.",
        "incorrect_code": "That is not the right code. Codes change every 30 seconds: use the one your app shows now.",
        "unverified_email": "Confirm your email address first.",
    }
