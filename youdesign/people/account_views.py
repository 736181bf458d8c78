"""Pages of allauth made anew because theirs write on GET or show who is here; a sentence where theirs say nothing."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.people.actions import drop_unproved_account
from youdesign.people.browsers import in_words
from youdesign.people.models import Person

View = Callable[[HttpRequest], HttpResponseBase]
NO_CODE = (
    "There is no code waiting to be typed in. A code works for 10 minutes, and once. "
    "Start again here, and we will send you a new one."
)
STARTS = ("account_login", "account_request_login_code", "account_reset_password", "account_email")


def says_when_run_out(view: View) -> View:
    """Say why, when allauth only sends people back to the start because their code has run out, and keep their way."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponseBase:
        said = len(messages.get_messages(request))
        response = view(request)
        back_to_start = response.status_code == 302 and response.headers["Location"] in map(reverse, STARTS)
        if back_to_start and len(messages.get_messages(request)) == said:
            messages.warning(request, NO_CODE)
            response.headers["Location"] = passthrough_next_redirect_url(request, response.headers["Location"], "next")
        return response

    return wrapper


confirm_email = login_not_required(says_when_run_out(account.email_verification_sent))
confirm_sign_in = login_not_required(says_when_run_out(account.confirm_login_code))
confirm_reset = login_not_required(says_when_run_out(account.confirm_password_reset_code))


def takes_next_along(view: View) -> View:
    """Where to go on afterwards stands in the address of the page that asks for the code, so that joining again has it.

    allauth keeps it with whoever is joining, and for an address that has an account already there is nobody.
    """

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        asks_code = reverse("account_email_verification_sent")
        if response.status_code == 302 and response.headers["Location"] == asks_code:
            response.headers["Location"] = passthrough_next_redirect_url(request, asks_code, "next")
        return response

    return wrapper


join = login_not_required(takes_next_along(account.signup))
join_by_passkey = login_not_required(takes_next_along(account.signup_by_passkey))


@login_not_required
@require_POST
def join_again(request: HttpRequest) -> HttpResponse:
    """Let go of an address that was typed wrong while joining, and go back to the form.

    Whether the address had an account already is not to be seen: so it is not changed here, but typed anew.
    """
    process = EmailVerificationProcess.resume(request)
    if process is not None and not request.user.is_authenticated:
        if process.user is not None and not process.state.get("account_already_exists"):
            drop_unproved_account(person=process.user)
        process.abort()
    return redirect(passthrough_next_redirect_url(request, reverse("account_signup"), "next"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def set_password(request: HttpRequest) -> HttpResponseBase:
    """Choose a first password, once it is clear who asks: whoever finds an open phone could show it ever after.

    What was posted too late is typed anew, because allauth would keep the password in the session meanwhile.
    """
    has_none = not signed_in(request).has_usable_password()
    if has_none and is_reauthentication_required(request, app="allauth.account"):
        if request.method == "POST":
            return redirect("account_set_password")
        raise ReauthenticationRequired
    return account.password_set(request)


@require_safe
@never_cache
def sign_in_anew(request: HttpRequest) -> HttpResponse:
    """Say how somebody who only has mailed codes shows that it is still them, and lead back to where they were."""
    by_code = passthrough_next_redirect_url(request, reverse("account_request_login_code"), "next")
    return render(request, "account/sign_in_anew.html", {"by_code": by_code})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def session_list(request: HttpRequest) -> HttpResponse:
    """Show where the person is signed in; sign out everywhere else."""
    person = signed_in(request)
    if request.method == "POST":
        end_other_sessions(request, person)
        messages.success(request, "You are signed out everywhere else.")
        return redirect("usersessions_list")
    held = UserSession.objects.filter(user=person).order_by("-created_at")
    live = [(session, in_words(session.user_agent)) for session in held if session.exists()]
    return render(request, "usersessions/usersession_list.html", {"sessions": live})


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out in one other place."""
    held = get_object_or_404(UserSession.objects.filter(user=signed_in(request)), pk=pk)
    if held.is_current():
        return redirect("account_logout")
    place = in_words(held.user_agent)
    held.end()
    messages.success(request, f"You are signed out there: {place}.")
    return redirect("usersessions_list")


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Show the recovery codes that are left."""
    return render(request, "mfa/recovery_codes/index.html", {"codes": codes_left(signed_in(request))})


@require_safe
@never_cache
@reauthentication_required(app="allauth.mfa")
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """Give the recovery codes that are left as a text file."""
    text = "\n".join(["Recovery codes for You Design. Each works once.", "", *codes_left(signed_in(request)), ""])
    headers = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


def codes_left(person: Person) -> list[str]:
    """Return the unused codes, or answer 404 when there are no recovery codes."""
    held = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES).first()
    if held is None:
        raise Http404
    codes: list[str] = held.wrap().get_unused_codes()
    return codes


def signed_in(request: HttpRequest) -> Person:
    """Return the person; the middleware lets nobody else come here."""
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
