"""A round of matching: begun, looked at, changed by weights and by hand, published after a look at the letters."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.text import capfirst

from cohorts.admin.scope import ScopedAdmin
from mentoring.actions import rounds
from mentoring.admin.round_forms import PARTS, LineForm, ReworkForm, RoundForm
from mentoring.admin.round_pages import facts_of
from mentoring.admin.round_why import WhyNotHereForm, why_not_here, why_of
from mentoring.models import MatchingRound, MentorOffer, RoundLeader
from youdesign.notices.rehearsal import rehearse
from youdesign.people.admin.why import WhyForm
from youdesign.people.audit import because
from youdesign.people.models import Person
from youdesign.people.problems import Problem
from youdesign.people.requests import PersonRequest

LINES = 100
INTRO = (
    "Everybody in the programme who looks for a mentor is matched at once. You look at what comes of it and change it "
    "as you like; nobody is told before you publish. The numbers say how much each thing counts beside the others."
)


@admin.register(MatchingRound)
class MatchingRoundAdmin(ScopedAdmin):
    """Adding one begins a round; the page of one is where it is looked at."""

    programme: ClassVar[str] = "programme"
    is_changed_by_actions = True
    kept_elsewhere = ("programme",)
    form = RoundForm
    adds = "Match everybody who looks for a mentor"
    lists = "Rounds of matching"
    added = "Begun: {}. Nobody is told before you publish."
    nothing = "There is no round yet. Begin one when several leaders look for a mentor at the same time."
    list_display = ("begun", "programme", "where_it_stands")
    list_select_related = ("programme",)

    def named(self, obj: Any) -> str:
        """When, and where."""
        return f"the round of {obj.begun_at:%-d %B %Y} in {obj.programme}"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """In the order in which one thinks about them."""
        return ["programme", *PARTS, "raise_lowest", "even_groups"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """All in one, with what happens then."""
        return [(None, {"fields": self.get_fields(request, obj), "description": INTRO})]

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The weights are no fields of the model."""
        return super().get_form(request, obj, change, **kwargs | {"fields": RoundForm.Meta.fields})

    def get_urls(self) -> list[URLPattern]:
        """With what is done on its page."""
        ways = {
            "rework": self.rework,
            "stop": self.stop,
            "publish": self.publish,
            "throw-away": self.throw_away,
            "leader": self.leader,
            "why": self.why,
        }
        wrap = self.admin_site.admin_view
        mine = [
            path(f"<int:pk>/{way}/", wrap(view), name=f"mentoring_matchinground_{way.replace('-', '_')}")
            for way, view in ways.items()
        ]
        return [*mine, *super().get_urls()]

    @admin.display(description="begun", ordering="begun_at")
    def begun(self, found: MatchingRound) -> str:
        """The day."""
        return f"{found.begun_at:%-d %B %Y}"

    @admin.display(description="where it stands")
    def where_it_stands(self, found: MatchingRound) -> str:
        """In words."""
        if found.published_at is not None:
            return f"Published on {found.published_at:%-d %B %Y}"
        if found.is_being_worked_out:
            return "Being worked out"
        return found.trouble or ("Worked out, nobody is told yet" if found.worked_out_at else "Stopped")

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Begin it."""
        begun = rounds.begin_round(programme=obj.programme, by=request.user, **form.wishes())
        obj.pk, obj.begun_at = begun.pk, begun.begun_at

    def response_post_save_add(self, request: HttpRequest, obj: MatchingRound) -> HttpResponseRedirect:
        """Go to its page."""
        return self._page_of(obj.pk)

    def _page_of(self, pk: int) -> HttpResponseRedirect:
        return redirect("admin:mentoring_matchinground_change", pk)

    def _found(self, request: HttpRequest, pk: int) -> MatchingRound:
        found: MatchingRound = get_object_or_404(self.get_queryset(request).select_related("programme"), pk=pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show how it stands, who is proposed for whom, and what can be done."""
        found = self.get_object(request, object_id)
        if found is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return self._show(request, found, ReworkForm(instance=found))

    def _show(self, request: HttpRequest, found: MatchingRound, form: ReworkForm) -> HttpResponse:
        page = Paginator(
            found.leaders.select_related("leader", "offer__mentor", "before__mentor", "kept__mentor"), LINES
        )
        facts = facts_of(found) | {"form": form, "weights": [form[part] for part in PARTS]}
        lines = page.get_page(request.GET.get("page"))
        facts |= {"round": found, "lines": lines, "standing": self.where_it_stands(found)}
        return self.page(request, "admin/mentoring/matchinground/round.html", capfirst(self.named(found)), **facts)

    def rework(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Work it out again with other weights."""
        found = self._found(request, pk)
        form = ReworkForm(request.POST or None, instance=found)
        if request.method != "POST":
            return self._page_of(pk)
        if not form.is_valid():
            return self._show(request, found, form)
        done = "It is being worked out again. What moves is marked on this page."
        return self._done(request, pk, lambda: rounds.rework_round(round=found, by=request.user, **form.wishes()), done)

    def stop(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Stop working it out."""
        found = self._found(request, pk)
        if request.method != "POST":
            return self._page_of(pk)
        return self._done(request, pk, lambda: rounds.stop_round(round=found, by=request.user), "Stopped.")

    def _done(self, request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
        try:
            act()
        except Problem as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, done)
        return self._page_of(pk)

    def leader(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Keep one leader together with a mentor, or apart, or let go of that."""
        found = self._found(request, pk)
        form = LineForm(request.POST or None, found=found, leader=request.GET.get("leader", ""))
        if form.is_valid():
            line, offer, what = (form.cleaned_data[name] for name in ("line", "offer", "what"))
            done = f"It is being worked out again with your wish for {line.leader}."
            return self._done(request, pk, lambda: wish(line, offer, what, request.user), done)
        title = "Together or apart in this round"
        return self.page(request, "admin/mentoring/matchinground/leader.html", title, round=found, form=form)

    def why(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Say why a leader would see whom they would see, and why not somebody else."""
        found = self._found(request, pk)
        form = WhyNotHereForm(request.GET, found=found)
        form.is_valid()
        if "leader" in form.errors:
            return self._page_of(pk)
        line, offer = form.cleaned_data["leader"], form.cleaned_data.get("offer")
        facts = {"line": line, "why": why_of(line), "form": form, "asked": offer}
        facts["sentence"] = why_not_here(line, offer) if offer else ""
        title = f"Why, for {line.leader}"
        return self.page(request, "admin/mentoring/matchinground/why.html", title, round=found, **facts)

    def publish(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Show the letters, then publish."""
        found = self._found(request, pk)
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=True)
        outcomes: list[rounds.Published] = []
        if form.is_valid():
            return self._publish(request, found, form.cleaned_data["why"])
        try:
            seen = rehearse(
                lambda: outcomes.append(rounds.publish_round(round=found, by=request.user, turn=found.turn))
            )
        except Problem as problem:
            messages.error(request, str(problem))
            return self._page_of(pk)
        title = f"Publish {self.named(found)}"
        template = "admin/mentoring/matchinground/publish.html"
        facts = {"seen": seen, "turn": found.turn, "changed": in_words(outcomes[0])}
        return self.page(request, template, title, round=found, form=form, **facts)

    def _publish(self, request: PersonRequest, found: MatchingRound, why: str) -> HttpResponse:
        try:
            with because(why):
                outcome = rounds.publish_round(round=found, by=request.user, turn=turn_of(request))
        except Problem as problem:
            messages.error(request, str(problem))
        else:
            done = f"Published. Everybody in this round gets a message now. {in_words(outcome)}"
            messages.success(request, done.strip())
        return self._page_of(found.pk)

    def throw_away(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Ask why, then remove the round."""
        found = self._found(request, pk)
        form = WhyForm(request.POST if request.method == "POST" else None, is_needed=True)
        if not form.is_valid():
            title = f"Throw away {self.named(found)}"
            return self.page(request, "admin/mentoring/matchinground/throw_away.html", title, round=found, form=form)
        try:
            with because(form.cleaned_data["why"]):
                rounds.throw_round_away(round=found, by=request.user)
        except Problem as problem:
            messages.error(request, str(problem))
            return self._page_of(pk)
        messages.success(request, "Thrown away. Nobody had heard of it.")
        return redirect("admin:mentoring_matchinground_changelist")


def in_words(outcome: rounds.Published) -> str:
    """Say how many suggestions were left out, and for whom nobody is left: one sentence, whatever has changed."""
    if not outcome.left_out:
        return ""
    some = f"{outcome.left_out} {'suggestion is' if outcome.left_out == 1 else 'suggestions are'} left out"
    has = "leader has" if outcome.alone == 1 else "leaders have"
    alone = f" {outcome.alone} {has} nobody by that, and wait." if outcome.alone else ""
    return f"{some}, because what one of the two asked for or offers has changed since the round was begun.{alone}"


def turn_of(request: HttpRequest) -> int:
    """Return which state of the round was looked at; what is no number is no state."""
    typed = request.POST.get("turn", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def wish(line: RoundLeader, offer: MentorOffer, what: str, by: Person) -> None:
    """Do what staff want for a leader and a mentor."""
    if what == "apart":
        rounds.keep_apart(line=line, offer=offer, by=by)
    else:
        rounds.keep_together(line=line, offer=offer if what == "together" else None, by=by)
