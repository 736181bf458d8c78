"""Before something is done that writes to several people: what each would read, who gets nothing, and a button."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib.messages.storage import default_storage
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from cohorts.admin.scope import ScopedAdmin, do_to_each
from youdesign.notices.rehearsal import Rehearsal, rehearse
from youdesign.people.duties import HandOverFirst
from youdesign.people.problems import Problem
from youdesign.people.states import MoveNotAllowed

SURE, LOOK = "sure", "_look"
NOT_KEPT = ("csrfmiddlewaretoken", SURE, LOOK)


def do_once_seen(
    request: HttpRequest,
    page: ScopedAdmin,
    rows: models.QuerySet[Any],
    act: Callable[[Any], object],
    *,
    title: str,
    button: str,
    done: str,
) -> HttpResponse | None:
    """Do one thing to each row once whoever asks has read what it sends; the first time, show that."""
    if SURE in request.POST:
        do_to_each(request, rows, act, done)
        return None
    seen = rehearse(lambda: try_each(rows, act))
    return preview(request, page, seen, title=title, button=button, sure=SURE)


def try_each(rows: Iterable[Any], act: Callable[[Any], object]) -> None:
    """Do it to each row that it fits, as it would be done."""
    for row in rows:
        try:
            with transaction.atomic():
                act(row)
        except (HandOverFirst, Problem, MoveNotAllowed):
            continue


def preview(
    request: HttpRequest, page: ScopedAdmin, seen: Rehearsal, *, title: str, button: str, sure: str
) -> HttpResponse:
    """Show it, with what was sent kept in the form that does it."""
    kept = [(name, value) for name in request.POST if name not in NOT_KEPT for value in request.POST.getlist(name)]
    facts = {"seen": seen, "kept": kept, "button": button, "sure": sure}
    return page.page(request, "admin/cohorts/preview.html", title, **facts)


class PreviewedAdmin(ScopedAdmin):
    """Rows whose saving writes to people: a button beside “Save” shows first what it sends."""

    change_form_template = "admin/cohorts/previewed_form.html"
    sends: ClassVar[str]  # what the preview's button says

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it and undo it when it is only looked at; what is wrong with the form is shown as ever."""
        if LOOK not in request.POST:
            return super().changeform_view(request, *args, **kwargs)
        answers: list[HttpResponse] = []

        def save() -> None:
            answers.append(super(PreviewedAdmin, self).changeform_view(request, *args, **kwargs))
            if isinstance(answers[0], TemplateResponse):
                answers[0].render()  # while what it shows is there

        with unheard_messages(request):  # they would say that it is done
            seen = rehearse(save)
        if isinstance(answers[0], TemplateResponse):
            return answers[0]
        return preview(request, self, seen, title="Who would be told", button=self.sends, sure="_save")


@contextmanager
def unheard_messages(request: Any) -> Iterator[None]:
    """Let what is said to whoever asks be said to nobody."""
    kept, request._messages = request._messages, default_storage(request)
    try:
        yield
    finally:
        request._messages = kept
