"""The pages about one's own data."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from youdesign.my_data import downloads, erasing
from youdesign.my_data.forms import EraseForm
from youdesign.my_data.hand_over import to_hand_over
from youdesign.my_data.notice_kinds import ASKED
from youdesign.my_data.who_saw import lines_about
from youdesign.notices.actions import owe_notice
from youdesign.people import actions
from youdesign.people.models import DataExport, ErasureRequest
from youdesign.people.requests import PersonRequest


@require_safe
def my_data(request: PersonRequest) -> HttpResponse:
    """Show what I can do about my own data."""
    now = timezone.now()
    facts = {
        "download": DataExport.objects.visible_to(request.user).open(now).first(),
        "wish": ErasureRequest.objects.visible_to(request.user).open().first(),
    }
    return render(request, "my_data/my_data.html", facts)


@require_safe
def my_data_who_saw(request: PersonRequest) -> HttpResponse:
    """Show who saw what about me, and who changed what."""
    return render(request, "my_data/who_saw.html", {"lines": lines_about(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="youdesign.my_data")
def my_data_ask(request: PersonRequest) -> HttpResponse:
    """Ask for everything about me."""
    if request.method == "POST":
        actions.ask_for_my_data(person=request.user, by=request.user, now=timezone.now())
        messages.success(request, "We are making it.")
        return redirect("my-data")
    return render(request, "my_data/ask.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def my_data_take(request: PersonRequest, token: str) -> HttpResponse:
    """Find the download of this link, if it is this person's own."""
    found = DataExport.objects.visible_to(request.user).filter(token_hash=downloads.hash_of(token))
    return give_download(request, get_object_or_404(found))


@reauthentication_required(app="youdesign.my_data")
def give_download(request: PersonRequest, export: DataExport) -> HttpResponse:
    """Show the button; on POST give the download, once. Private writing is in it, opened, so we ask who is there."""
    now = timezone.now()
    if request.method == "POST":
        try:
            content = downloads.take_download(export=export, by=request.user, now=now)
        except downloads.NotToBeTaken:
            return render(request, "my_data/take.html", {"download": None}, status=410)
        headers = {"Content-Disposition": 'attachment; filename="you-design-everything-about-me.zip"'}
        return HttpResponse(content, content_type="application/zip", headers=headers)
    can_be_taken = export.can_be_taken(now)
    facts = {"download": export if can_be_taken else None}
    return render(request, "my_data/take.html", facts, status=200 if can_be_taken else 410)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(app="youdesign.my_data")
def my_data_erase(request: PersonRequest) -> HttpResponse:
    """Say what being erased means; on POST promise it in seven days."""
    wish = ErasureRequest.objects.visible_to(request.user).open().first()
    sentences = to_hand_over(request.user)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not sentences and form.is_valid():
        promise_to_erase(request)
        return redirect("my-data-wait")
    return render(request, "my_data/erase.html", {"form": form, "wish": wish, "sentences": sentences})


@transaction.atomic
def promise_to_erase(request: PersonRequest) -> None:
    """Keep the wish and owe the mail about it together."""
    now = timezone.now()
    wish = actions.ask_to_be_erased(person=request.user, by=request.user, now=now)
    owe_notice(ASKED, object_id=wish.pk, due_at=now, person=request.user, useful_until=wish.erase_at)


@require_http_methods(["GET", "HEAD", "POST"])
def my_data_wait(request: PersonRequest) -> HttpResponse:
    """Show when I will be erased; one tap keeps my account."""
    wish = ErasureRequest.objects.visible_to(request.user).open().first()
    if wish is None:
        return redirect("my-data")
    if request.method == "POST":
        actions.keep_my_account(person=request.user, by=request.user, now=timezone.now())
        messages.success(request, "Good that you stay. Nothing was erased.")
        return redirect("home")
    return render(request, "my_data/wait.html", {"wish": wish, "sentences": to_hand_over(request.user)})


@login_not_required
@require_safe
def my_data_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what an erasure did; it has no name on it, and works for whoever has the link."""
    receipt = erasing.receipt_of(pk)
    if receipt is None:
        raise Http404
    return render(request, "my_data/receipt.html", {"receipt": receipt, "groups": erasing.in_groups(receipt)})
