"""Forming the groups of a cohort: a proposal to begin with, a board to move people on, and one step that tells them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from cohorts.actions import arrange_groups, fit_groups, propose_groups, publish_groups, throw_draft_away
from cohorts.actions.forming import groups_of
from cohorts.admin.board import board_form, board_of
from cohorts.admin.scope import ScopedAdmin
from cohorts.models import GroupsDraft
from youdesign.people.admin.why import WhyForm
from youdesign.people.audit import because
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest

PROPOSES = (
    "You get a proposal for everybody in this cohort who waits for a seat: groups of five to eight people who can meet "
    "at the same times. You can move people about before you publish, and nobody is told until then."
)
FITTED = (
    "Not published yet. The groups were fitted again just now, for reasons that people told us in private and that we "
    "do not show. Look at them once more, then publish."
)


@admin.register(GroupsDraft)
class GroupsDraftAdmin(ScopedAdmin):
    """Adding one proposes groups; the page of one is the board."""

    programme = "cohort__programme"
    is_changed_by_actions = True
    adds = "Form the groups of a cohort"
    lists = "Groups being formed"
    added = "Proposed: {}. Nobody is told before you publish."
    nothing = "No groups are being formed. Begin when at least three people of a cohort wait for a seat."
    list_display = ("cohort", "begun_at", "published_at")
    list_select_related = ("cohort",)
    fields = kept_elsewhere = ("cohort",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say what comes of it."""
        kwargs["help_text"] = PROPOSES
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """With what is done on the board."""
        ways = {"arrange": self.arrange, "fit": self.fit, "publish": self.publish, "throw-away": self.throw_away}
        wrap = self.admin_site.admin_view
        mine = [
            path(f"<int:pk>/{way}/", wrap(view), name=f"cohorts_groupsdraft_{way.replace('-', '_')}")
            for way, view in ways.items()
        ]
        return [*mine, *super().get_urls()]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Propose."""
        obj.pk = propose_groups(cohort=obj.cohort, by=request.user).pk

    def response_post_save_add(self, request: HttpRequest, obj: GroupsDraft) -> HttpResponseRedirect:
        """Go to the board."""
        return self._board(obj.pk)

    def _board(self, pk: int) -> HttpResponseRedirect:
        return redirect("admin:cohorts_groupsdraft_change", pk)

    def _draft(self, request: HttpRequest, pk: int) -> GroupsDraft:
        found = self.get_queryset(request).select_related("cohort__programme")
        draft: GroupsDraft = get_object_or_404(found, pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return draft

    def _facts(self, request: HttpRequest, draft: GroupsDraft, title: str) -> dict[str, Any]:
        site = self.admin_site.each_context(request)
        return {**site, "title": title, "opts": self.opts, "list_name": self.list_name, "draft": draft}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the board; of groups that are published, the way to them."""
        draft = self.get_object(request, object_id)
        if draft is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        return self._show(request, draft, None)

    def _show(self, request: HttpRequest, draft: GroupsDraft, data: Any) -> TemplateResponse:
        facts = self._facts(request, draft, f"Groups of {draft.cohort}") | board_of(draft, data)
        return TemplateResponse(request, "admin/cohorts/groupsdraft/board.html", facts)

    def arrange(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Keep what was moved; a mistake comes back with what was chosen."""
        return self._arranged(request, pk) or self._board(pk)

    def fit(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Keep what was moved, then fit the rest round it."""
        answer = self._arranged(request, pk)
        if answer is None:
            draft = self._draft(request, pk)
            moved = fit_groups(draft=draft, by=request.user, turn=draft.turn)
            messages.success(request, f"Fitted again. People who moved: {moved}.")
        return answer or self._board(pk)

    def _arranged(self, request: PersonRequest, pk: int) -> HttpResponse | None:
        draft = self._draft(request, pk)
        form = board_form(draft, request.POST)
        if request.method != "POST" or not form.is_valid():
            return self._show(request, draft, request.POST or None)
        try:
            arrange_groups(draft=draft, by=request.user, **form.arrangement())
        except Problem as problem:
            messages.error(request, str(problem))
            return self._board(pk)
        return None

    def publish(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Show who would be told what, then publish."""
        draft = self._draft(request, pk)
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=True)
        if form.is_valid():
            return self._published(request, draft, form.cleaned_data["why"])
        groups = groups_of(draft)
        seated = {person.pk for people in groups.values() for person in people}
        facts = self._facts(request, draft, f"Publish the groups of {draft.cohort}")
        facts |= {"form": form, "groups": groups.items(), "number": len(seated), "turn": draft.turn}
        return TemplateResponse(request, "admin/cohorts/groupsdraft/publish.html", facts)

    def _published(self, request: PersonRequest, draft: GroupsDraft, why: str) -> HttpResponse:
        try:
            with because(why):
                is_published = publish_groups(draft=draft, by=request.user, turn=turn_of(request))
        except Problem as problem:
            messages.error(request, str(problem))
            return self._board(draft.pk)
        if not is_published:
            messages.warning(request, FITTED)
            return self._board(draft.pk)
        messages.success(request, "Published. Everybody in these groups gets a message now.")
        return redirect(f"{reverse('admin:cohorts_learninggroup_changelist')}?cohort__id__exact={draft.cohort_id}")

    def throw_away(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Ask why, then remove the draft."""
        draft = self._draft(request, pk)
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=True)
        if not form.is_valid():
            facts = self._facts(request, draft, f"Throw away the draft for {draft.cohort}") | {"form": form}
            return TemplateResponse(request, "admin/cohorts/groupsdraft/throw_away.html", facts)
        try:
            with because(form.cleaned_data["why"]):
                throw_draft_away(draft=draft, by=request.user, turn=draft.turn)
        except Problem as problem:
            messages.error(request, str(problem))
            return self._board(pk)
        messages.success(request, "Thrown away. Nobody had heard of it.")
        return redirect("admin:cohorts_groupsdraft_changelist")


def turn_of(request: HttpRequest) -> int:
    """Return which state of the draft was looked at; what is no number is no state."""
    typed = request.POST.get("turn", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1
