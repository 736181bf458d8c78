"""Passkeys, and the page about the second step: made anew where allauth's pages do less than we promise."""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.flows.add import redirect_if_add_not_allowed
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.flows import auto_generate_recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn.internal import auth, flows
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from youdesign.people import second_step
from youdesign.people.account_views import signed_in
from youdesign.people.models import Person
from youdesign.people.passkey_forms import AddPasskey, RenamePasskey

PASSKEY = Authenticator.Type.WEBAUTHN
LAST_WAY_IN = "You have no password, so this passkey stays. Choose a password first, or add another passkey."


@require_safe
@never_cache
def second_step_page(request: HttpRequest) -> HttpResponse:
    """Show what a second step is, whether it is on, and whether this person must have one."""
    person = signed_in(request)
    held = {each.type: each.wrap() for each in Authenticator.objects.filter(user=person)}
    facts = {
        "app": held.get(Authenticator.Type.TOTP),
        "codes": held.get(Authenticator.Type.RECOVERY_CODES),
        "has_passkey": PASSKEY in held,
        "must_have": bool(second_step.must_have([person.pk])),
        "is_missing": second_step.is_missing(request.session, person),
        "is_left_out": not settings.SECOND_STEP_REQUIRED,
    }
    return render(request, "mfa/index.html", facts)


@never_cache
def app_activate(request: HttpRequest) -> HttpResponse:
    """Switch the authenticator app on; who has just typed its code has taken their second step."""
    apps = Authenticator.objects.filter(user=signed_in(request), type=Authenticator.Type.TOTP)
    had_one = apps.exists()  # then allauth leads away, whatever the code
    response = totp.activate_totp(request)
    held = apps.first()
    if request.method == "POST" and response.status_code == 302 and held and not had_one:
        took_second_step(request, held)
    return response


def took_second_step(request: HttpRequest, held: Authenticator) -> None:
    """Note in this session, and in no other, that its person has just shown this to be theirs."""
    record_authentication(request, signed_in(request), "mfa", id=held.pk, type=held.type)


@require_safe
@never_cache
def passkey_list(request: HttpRequest) -> HttpResponse:
    """Show the person's passkeys."""
    held = Authenticator.objects.filter(user=signed_in(request), type=PASSKEY).order_by("created_at")
    return render(request, "mfa/webauthn/authenticator_list.html", {"passkeys": held})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@redirect_if_add_not_allowed
@reauthentication_required(app="allauth.mfa")
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey: the browser asks its owner, and we keep what it answers."""
    person = signed_in(request)
    form = AddPasskey(request.POST or None, user=person)
    if form.is_valid():
        return redirect(keep_passkey(request, person, form.cleaned_data["name"], form.cleaned_data["credential"]))
    facts = {"form": form, "options": auth.begin_registration(person, passwordless=True)}
    return render(request, "mfa/webauthn/add_form.html", facts)


def keep_passkey(request: HttpRequest, person: Person, name: str, credential: dict[str, object]) -> str:
    """Keep it, tell its owner by mail, and return the page to go on to: recovery codes when a step is asked of them."""
    held = flows.signup_authenticator(request, person, name, credential)
    get_account_adapter().send_notification_mail("mfa/email/webauthn_added", person)
    took_second_step(request, held)
    if get_adapter().is_mfa_enabled(person, list(second_step.FACTORS)) and auto_generate_recovery_codes(request):
        return "mfa_view_recovery_codes"
    return "mfa_list_webauthn"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@reauthentication_required(app="allauth.mfa")
def passkey_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, unless it is the last way in that somebody must keep."""
    person = signed_in(request)
    passkey = get_object_or_404(Authenticator.objects.filter(user=person, type=PASSKEY), pk=pk)
    if reason := why_it_stays(person, passkey):
        messages.warning(request, reason)
        return redirect("mfa_list_webauthn")
    if request.method == "POST":
        flows.remove_authenticator(request, passkey)
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", {"passkey": passkey})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@reauthentication_required(app="allauth.mfa")
def passkey_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a passkey something else."""
    passkey = get_object_or_404(Authenticator.objects.filter(user=signed_in(request), type=PASSKEY), pk=pk)
    form = RenamePasskey(request.POST or None, instance=passkey)
    if form.is_valid():
        form.save()
        return redirect("mfa_list_webauthn")
    return render(request, "mfa/webauthn/edit_form.html", {"form": form, "passkey": passkey})


def why_it_stays(person: Person, passkey: Authenticator) -> str:
    """Return why this passkey cannot be removed, or nothing."""
    adapter = get_adapter()
    if not adapter.can_delete_authenticator(passkey):
        return str(adapter.error_messages["cannot_delete_authenticator"])
    others = Authenticator.objects.filter(user=person, type__in=second_step.FACTORS).exclude(pk=passkey.pk)
    return LAST_WAY_IN if not person.has_usable_password() and not others.exists() else ""
