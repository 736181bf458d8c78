"""How allauth speaks and behaves here: our words for what went wrong, for pages and mails alike."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

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


class SecondStepAdapter(DefaultMFAAdapter):
    """Our wording for signing in with a second step."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Your account needs its second step, so it stays on.",
        "cannot_generate_recovery_codes": "Set up an authenticator app first. Then you can have recovery codes.",
        "incorrect_code": "That is not the right code. Codes change every 30 seconds: use the one your app shows now.",
        "unverified_email": "Confirm your email address first.",
    }
