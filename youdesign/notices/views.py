"""The ledger of messages to me, its switches, and the link in a mail that switches a kind off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.notices import actions
from youdesign.notices.forms import KindWishForm, WishForm
from youdesign.notices.kinds import Kind, all_kinds
from youdesign.notices.ledger import lines_for, switches_for
from youdesign.notices.links import LinkIsNotOurs, LinkIsTooOld, holder_of
from youdesign.notices.models import Notice, NoticePreference
from youdesign.people.models import Person
from youdesign.people.requests import PersonRequest

PER_PAGE = 25
OFF = NoticePreference.Frequency.OFF


@require_safe
def notice_list(request: PersonRequest) -> HttpResponse:
    """Show everything that was or will be sent to me, why, and the switches."""
    page = Paginator(Notice.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    lines = lines_for(list(page))
    return render(
        request, "notices/notice_list.html", {"page": page, "lines": lines, "switches": switches_for(request.user)}
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
