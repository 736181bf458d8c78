"""Notices for staff: what is to come, what was sent and what was not, read only, with a button for what waits."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from youdesign.notices import actions
from youdesign.notices.kinds import all_kinds
from youdesign.notices.looking_after import looked_after_by
from youdesign.notices.models import Notice
from youdesign.people.admin.filters import Question
from youdesign.people.admin.plain import PlainAdmin
from youdesign.people.admin.rows import ReadOnly, staff
from youdesign.people.requests import PersonRequest

PARKED = Notice.State.PARKED


class StandsFilter(Question):
    """By where it stands."""

    title = "where it stands"
    parameter_name = "stands"
    answers = {
        "to_come": ("To come", lambda notices: notices.to_come()),
        "late": ("Late: nobody sends them", lambda notices: notices.overdue(timezone.now())),
        "failing": ("Tried in vain, tried again by itself", lambda notices: notices.failing()),
        "parked": ("Needs a look", lambda notices: notices.filter(state=PARKED)),
        "sent": ("Sent", lambda notices: notices.filter(state=Notice.State.SENT)),
        "withheld": ("Not sent, with the reason", lambda notices: notices.filter(state=Notice.State.WITHHELD)),
    }


class KindFilter(admin.SimpleListFilter):
    """By the kind's own name."""

    title = "kind"
    parameter_name = "kind"
    template = "admin/filter_folded.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """Every kind there is."""
        return [(kind.code, kind.title) for kind in all_kinds().values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        """Those of the kind chosen."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnly, PlainAdmin):
    """What staff see of notices: they come from what happens, and what was sent stays as it was."""

    lists = "Messages to people"
    nothing = "No message has been written yet."
    list_display = ("kind_title", "to", "standing", "due_at", "sent_at")
    list_filter = (StandsFilter, KindFilter, "due_at")
    search_fields = ("person__name", "person__email", "email", "object_id")
    date_hierarchy = "due_at"
    list_per_page = 50
    show_full_result_count = False
    fields = ("kind_title", "to", "subject", "where_it_stands", "why", "due_at", "useful_until", "sent_at", "tries")
    readonly_fields = ("kind_title", "to", "where_it_stands", "why")
    actions = ("send_these_again",)

    def named(self, obj: Notice) -> str:
        """What it was about, and to whom."""
        return f"{self.kind_title(obj)}, to {self.to(obj)}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Only what this member of staff looks after."""
        return looked_after_by(staff(request)).select_related("person").defer("person__password")

    @admin.display(description="kind", ordering="kind")
    def kind_title(self, notice: Notice) -> str:
        """The kind's name in words."""
        kind = all_kinds().get(notice.kind)
        return kind.title if kind else notice.kind

    @admin.display(description="to", ordering="person__name")
    def to(self, notice: Notice) -> str:
        """Somebody with an account, or an address."""
        return str(notice.person or notice.email)

    @admin.display(description="where it stands", ordering="state")
    def where_it_stands(self, notice: Notice) -> str:
        """In words."""
        is_tried = notice.state == Notice.State.WAITING and notice.tries > 0
        return "Tried, to be tried again" if is_tried else notice.get_state_display()

    @admin.display(description="where it stands, and why", ordering="state")
    def standing(self, notice: Notice) -> str:
        """Both in one place, so that a list fits its page, with what can be done about it."""
        lines = (self.where_it_stands(notice), notice.reason, self.again(notice))
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines if line))

    @admin.display(description="why, as they read it", ordering="reason")
    def why(self, notice: Notice) -> str:
        """The reason."""
        return notice.reason or "-"

    def again(self, notice: Notice) -> str:
        """A button, where it waits for somebody."""
        if notice.state != PARKED:
            return ""
        address = reverse("admin:notices_notice_send_again", args=[notice.pk])
        words = (
            '<button class="button" formaction="{}" formmethod="post" aria-label="Send again: {}">Send again</button>'
        )
        return format_html(words, address, f"Send again: {self.named(notice)}")

    def get_urls(self) -> list[URLPattern]:
        """With what the button calls."""
        view = self.admin_site.admin_view(self.send_one_again)
        return [path("<int:pk>/send-again/", view, name="notices_notice_send_again"), *super().get_urls()]

    def send_one_again(self, request: PersonRequest, pk: int) -> HttpResponse:
        """Start it afresh, with the reason that stands above the list, and go back to those that wait."""
        notice = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method != "POST" or not self.has_view_permission(request, notice):
            raise PermissionDenied
        act, _, _ = self.get_actions(request)["send_these_again"]
        asked: HttpResponse | None = act(self, request, self.get_queryset(request).filter(pk=pk))
        return asked or redirect(f"{reverse('admin:notices_notice_changelist')}?stands=parked")

    @admin.action(description="Send these again", permissions=["view"])
    def send_these_again(self, request: PersonRequest, queryset: QuerySet[Notice]) -> None:
        """Start parked notices afresh; others are left as they are."""
        parked = list(queryset.filter(state=PARKED))
        for notice in parked:
            actions.send_again(notice=notice, by=request.user)
        others = queryset.count() - len(parked)
        if parked:
            messages.success(request, f"{len(parked)} will be sent again now.")
        if others:
            messages.warning(request, f"{others} left as they are: only those that need a look can be sent again.")
