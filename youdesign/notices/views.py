"""The ledger of messages to me, its switches, and the link in a mail that switches a kind off."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.notices import actions
from youdesign.notices.forms import DeviceForm, FrequencyForm, KindWishForm, TimesForm, WishForm
from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.ledger import Ledger, switches_for
from youdesign.notices.links import LinkIsNotOurs, LinkIsTooOld, holder_of
from youdesign.notices.models import NoticePreference, PushDevice
from youdesign.notices.push import public_key
from youdesign.notices.wishes import times_of
from youdesign.people.actions import set_time_zone
from youdesign.people.browsers import in_words
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

PER_PAGE = 25
OFF = NoticePreference.Frequency.OFF


@require_safe
def notice_list(request: PersonRequest) -> HttpResponse:
    """Show everything that was or will be sent to me, why, and how to stop it."""
    ledger = Ledger(request.user, timezone.now())
    page = Paginator(ledger.over, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "notices/notice_list.html", {"ledger": ledger, "page": page, "over": ledger.lines(list(page))}
    )


@require_POST
def notice_preference(request: PersonRequest) -> HttpResponse:
    """Switch one kind on or off."""
    form = KindWishForm(request.POST)
    if not form.is_valid():
        raise PermissionDenied
    wish = actions.set_preference(by=request.user, **form.cleaned_data)
    messages.success(request, said(all_kinds()[wish.kind], wish.frequency))
    return redirect("notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
def notice_choices(request: PersonRequest) -> HttpResponse:
    """Choose how often each kind comes."""
    switches = switches_for(request.user)
    form = FrequencyForm(request.POST if request.method == "POST" else None, switches=switches)
    if form.is_bound and form.is_valid():
        actions.set_preferences(by=request.user, wishes=form.changes())
        messages.success(request, "Your choices are saved.")
        return redirect("notice-choices")
    return choices_page(request, form=form)


@require_POST
def notice_times(request: PersonRequest) -> HttpResponse:
    """Keep by which clock a person lives, quiet hours, and until when nothing comes."""
    form = TimesForm(request.POST, today=timezone.localdate(), initial=held_by(request.user))
    if not form.is_valid():
        return choices_page(request, times_form=form)
    with transaction.atomic():
        set_time_zone(person=request.user, by=request.user, time_zone=form.cleaned_data.pop("time_zone"))
        actions.set_times(by=request.user, **form.cleaned_data)
    messages.success(request, "Your times are saved.")
    return redirect("notice-choices")


def held_by(person: Person) -> dict[str, Any]:
    """Return the times of a person as the form shows them."""
    return times_of(person) | {"time_zone": person.time_zone}


def choices_page(request: PersonRequest, **forms: Any) -> HttpResponse:
    """Show everything there is to choose about messages, with the form that was sent back."""
    switches = switches_for(request.user)
    facts = {
        "form": FrequencyForm(None, switches=switches),
        "times_form": TimesForm(today=timezone.localdate(), initial=held_by(request.user)),
        "always": [switch.kind for switch in switches if not switch.kind.can_be_off],
        "devices": PushDevice.objects.visible_to(request.user),
        "push_key": public_key(),
    }
    return render(request, "notices/choices.html", facts | forms)


@require_POST
def device_add(request: PersonRequest) -> HttpResponse:
    """Keep a browser that wants to be told; its script sends this after a tap."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "We could not set this device up. Mail still comes.")
        return redirect("notice-choices")
    browser = in_words(request.headers.get("User-Agent", ""))[:120]
    actions.add_device(by=request.user, browser=browser, **form.cleaned_data)
    messages.success(request, "This device shows when there is something new. It never shows what.")
    return redirect("notice-choices")


@require_POST
def device_stop(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell a browser nothing more."""
    device = get_object_or_404(PushDevice.objects.visible_to(request.user), pk=pk)
    actions.stop_device(by=request.user, device=device)
    messages.success(request, "That device is not told any more.")
    return redirect("notice-choices")


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Give the worker that shows a message; it stands at the root, and keeps no page."""
    found = finders.find("js/push-worker.js")
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8")


# A mail program posts here for its person, without our cookie (RFC 8058), so no CSRF token can come with it. The signed
# token in the address names one person and one kind and allows nothing else: forged without it, a request does nothing.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice_off(request: HttpRequest, token: str) -> HttpResponse:
    """Show the choice with "do not send" chosen; record it only when it is posted."""
    try:
        person, kind = holder_of(token)
    except LinkIsNotOurs as error:
        raise Http404 from error
    except LinkIsTooOld:
        return render(request, "notices/notice_off_expired.html", status=410)
    if request.method == "POST":
        return record_wish(request, person, kind)
    form = WishForm(initial={"frequency": request.GET.get("saved", OFF)})
    return render(request, "notices/notice_off.html", {"kind": kind, "form": form})


def record_wish(request: HttpRequest, person: Person, kind: Kind) -> HttpResponse:
    """Keep the wish. A mail program's one click must not be answered with a redirect (RFC 8058, section 3.1)."""
    is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    form = WishForm({"frequency": OFF} if is_one_click else request.POST)
    if not form.is_valid():
        return render(request, "notices/notice_off.html", {"kind": kind, "form": form})
    wish = actions.set_preference(by=person, kind=kind.code, frequency=form.cleaned_data["frequency"])
    if is_one_click:
        return HttpResponse(said(kind, wish.frequency), content_type="text/plain; charset=utf-8")
    messages.success(request, said(kind, wish.frequency))
    return redirect(f"{request.path}?saved={wish.frequency}")


def said(kind: Kind, frequency: str) -> str:
    """Return what is so from now on, in words."""
    return (
        f"We will no longer send you these: {kind.title}."
        if frequency == OFF
        else f"We will send you these: {kind.title}."
    )
