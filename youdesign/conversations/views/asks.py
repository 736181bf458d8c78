"""What I asked colleagues, what they ask me, and the answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youdesign.conversations.actions import answer_ask, answer_ask_not_now, take_back_ask
from youdesign.conversations.forms import AnswerForm
from youdesign.conversations.models import Ask
from youdesign.conversations.policies import can_answer_ask, can_take_back_ask
from youdesign.conversations.problems import AskProblem
from youdesign.people.requests import PersonRequest
from youdesign.people.saved import saved

LATELY = 30


@require_safe
def ask_list(request: PersonRequest) -> HttpResponse:
    """List what waits for my answer, and what became of what I asked."""
    asks = Ask.objects.visible_to(request.user).select_related("asker", "asked")
    facts = {
        "waiting": asks.open().filter(asked=request.user)[:LATELY],
        "mine": asks.filter(asker=request.user).exclude(state=Ask.State.TAKEN_BACK)[:LATELY],
    }
    return render(request, "conversations/ask_list.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one question and where it stands; whoever was asked answers here."""
    ask = get_object_or_404(Ask.objects.visible_to(request.user).select_related("asker", "asked"), pk=pk)
    is_mine = can_take_back_ask(request.user, ask)
    form = AnswerForm(request.POST if request.method == "POST" else None, asker=ask.asker)
    if can_answer_ask(request.user, ask) and form.is_valid():
        try:
            room = answer_ask(ask=ask, by=request.user, text=form.cleaned_data["text"])
            return saved(request, "room-detail", room.pk)
        except AskProblem as problem:
            form.add_error("text", str(problem))
    return render(request, "conversations/ask_detail.html", {"ask": ask, "form": form, "is_mine": is_mine})


@require_POST
def ask_not_now(request: PersonRequest, pk: int) -> HttpResponse:
    """Say not now."""
    ask = get_object_or_404(Ask.objects.visible_to(request.user), pk=pk)
    try:
        answer_ask_not_now(ask=ask, by=request.user)
        messages.success(request, "That is fine. We tell them kindly, and nobody asks why.")
    except AskProblem as problem:
        messages.warning(request, str(problem))
    return redirect("ask-list")


@require_POST
def ask_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take my question back."""
    ask = get_object_or_404(Ask.objects.visible_to(request.user), pk=pk)
    try:
        take_back_ask(ask=ask, by=request.user)
        messages.success(request, "You took it back. Your question is gone.")
    except AskProblem as problem:
        messages.warning(request, str(problem))
    return redirect("ask-list")
