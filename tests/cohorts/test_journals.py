"""My debriefs as a journal: older words, looking for something, keeping a copy, readers and what they say."""

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cohorts import actions
from cohorts.crisis import speaks_of_harm
from cohorts.models import LearningGroup, Reflection, ReflectionComment, ReflectionVersion
from cohorts.reflections import Words, plain, read, read_comments
from tests import factories
from youdesign.notices.drain import drain
from youdesign.notices.kinds import Withheld, all_kinds
from youdesign.notices.models import Notice
from youdesign.people.actions import block_person, keep_draft
from youdesign.people.looked_for import MOST
from youdesign.people.models import AuditEntry, Draft, Person, PersonKey

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def reflection(leader: Person) -> Reflection:
    """Something Maureen wrote."""
    return actions.write_reflection(by=leader, event=None, words=plain("The first words"))


@pytest.fixture
def hers(client: Client, leader: Person) -> Client:
    """Maureen's window."""
    client.force_login(leader, BACKEND)
    return client


def window(person: Person) -> Client:
    """Another window."""
    client = Client()
    client.force_login(person, BACKEND)
    return client


def look(browser: Client, **asked: str) -> Any:
    """Look for something among one's own debriefs."""
    return browser.post("/reflections/", asked, follow=True)


def put(reflection: Reflection, text: str) -> None:
    """Have its author change it."""
    reflection.refresh_from_db()
    said = {"words": plain(text), "version": reflection.version}
    actions.change_reflection(reflection=reflection, by=reflection.author, **said)


# --- Older words ---


def test_older_words_are_read_put_back_and_thrown_away(hers: Client, reflection: Reflection, leader: Person) -> None:
    put(reflection, "The second words")
    page = f"/reflections/{reflection.pk}/versions/"
    assert "The first words" in hers.get(page).content.decode()
    [version] = ReflectionVersion.objects.all()
    assert b"first" not in bytes(version.body)
    shown = hers.post(f"{page}{version.pk}/put-back/", follow=True).content.decode()
    assert "The first words" in shown
    assert "The second words" in hers.get(page).content.decode()
    hers.post(f"{page}forget/")
    assert not ReflectionVersion.objects.exists()
    reflection.refresh_from_db()
    assert read(reflection, leader).text == "The first words"


def test_readers_never_see_older_words(reflection: Reflection, leader: Person, mentor: Person) -> None:
    put(reflection, "The second words")
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    theirs = window(mentor)
    shown = theirs.get(f"/reflections/{reflection.pk}/").content.decode()
    assert "The second words" in shown
    assert "older words" not in shown
    assert theirs.get(f"/reflections/{reflection.pk}/versions/").status_code == 403
    assert not ReflectionVersion.objects.visible_to(mentor).exists()


def test_the_last_twenty_are_kept(reflection: Reflection) -> None:
    for number in range(25):
        put(reflection, f"Words {number}")
    numbers = list(ReflectionVersion.objects.values_list("number", flat=True))
    assert numbers == list(range(25, 5, -1))


def test_older_words_do_not_open_in_another_place(hers: Client, reflection: Reflection) -> None:
    put(reflection, "Second")
    put(reflection, "Third")
    one, two = ReflectionVersion.objects.all()
    ReflectionVersion.objects.filter(pk=one.pk).update(body=two.body)
    assert hers.get(f"/reflections/{reflection.pk}/versions/").status_code == 503


def test_throwing_away_asks_first_and_takes_everything(
    hers: Client, reflection: Reflection, leader: Person, mentor: Person
) -> None:
    put(reflection, "Second")
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    actions.comment_on_reflection(reflection=reflection, by=mentor, text="Well said", client_id=uuid4())
    begun = {"version": "", "mark": "", "form": "text=Well"}
    keep_draft(by=leader, place=f"reflection-{reflection.pk}", **begun)
    keep_draft(by=mentor, place=f"reflection-say-{reflection.pk}", **begun)
    page = f"/reflections/{reflection.pk}/throw-away/"
    assert "It is gone for good" in hers.get(page).content.decode()
    assert Reflection.objects.exists()
    hers.post(page)
    kept = (Reflection.objects, ReflectionVersion.objects, ReflectionComment.objects)
    assert not any(rows.exists() for rows in kept)
    assert not Draft.objects.exists()
    assert AuditEntry.objects.filter(verb="throw_away", by=leader).exists()


# --- Looking for something, and keeping a copy ---


@pytest.mark.parametrize("asked", ["wartezimmer", "WÄRTEZIMMER", "the  long", "long wart"])
def test_words_are_found_large_or_small_with_accents_or_without(hers: Client, leader: Person, asked: str) -> None:
    actions.write_reflection(by=leader, event=None, words=plain("x " * 80 + "The long Wärtezimmer of " + "y " * 80))
    actions.write_reflection(by=leader, event=None, words=plain("An umbrella"))
    shown = look(hers, q=asked).content.decode()
    assert "… x" in shown
    assert "Wärtezimmer" in shown
    assert shown.count(">Only you<") == 2  # the filter, and one debrief


def test_what_is_not_there_says_so(hers: Client, reflection: Reflection) -> None:
    assert "Nothing like that." in look(hers, q="zebra").content.decode()
    assert "Nothing like that." in look(hers, q="\N{ACUTE ACCENT}").content.decode()
    assert hers.get("/reflections/", {"look": "\x00", "about": "?", "readers": "\x00"}).status_code == 200


@pytest.mark.parametrize("asked", [{"q": "Zebra" * 50}, {"q": "Zebra\x00"}, {"q": "Zebra", "about": "?"}])
def test_what_cannot_be_looked_for_comes_back_with_the_reason(
    hers: Client, reflection: Reflection, asked: dict[str, str]
) -> None:
    shown = look(hers, **asked).content.decode()
    assert "<title>Error: My debriefs" in shown
    assert f'value="{asked["q"]}"' in shown


def test_words_that_others_share_with_me_are_not_looked_through(
    reflection: Reflection, leader: Person, mentor: Person
) -> None:
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    shown = look(window(mentor), q="first").content.decode()
    assert "The first words" not in shown


def test_what_is_found_comes_in_pages(hers: Client, reflection: Reflection, leader: Person) -> None:
    for _ in range(25):
        actions.write_reflection(by=leader, event=None, words=plain("Zebra"))
    found = hers.post("/reflections/", {"q": "zebra", "about": "other"})
    here = found["Location"]
    assert "zebra" not in here.lower()
    first = hers.get(here)
    assert (first.context["page"].paginator.count, first["Cache-Control"]) == (25, "no-store, private")
    assert f'href="{here.removeprefix("/reflections/").replace("&", "&amp;")}&amp;page=2"' in first.content.decode()
    second = hers.get(f"{here}&page=2")
    assert (second.context["page"].number, second.context["asked"]["about"]) == (2, "other")
    look(hers, q="first")
    assert hers.get(here).context["page"].paginator.count == 25  # gone back to, after looking for something else


def test_what_was_looked_for_is_sealed_and_goes_with_the_stay(hers: Client, reflection: Reflection) -> None:
    here = hers.post("/reflections/", {"q": "first"})["Location"]
    assert "first" not in str(Session.objects.get().get_decoded())
    others = window(reflection.author)  # another device
    assert "first words" in hers.get(here).content.decode()
    gone = others.get(here).content.decode()
    assert "Write the words again" in gone
    assert "first words" not in gone
    for number in range(MOST):
        look(hers, q=str(number))
    assert "Write the words again" in hers.get(here).content.decode()


def test_filters_leave_in_what_they_say(hers: Client, reflection: Reflection, leader: Person, mentor: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader, title="The bed meeting")
    about = actions.write_reflection(by=leader, event=event, words=plain("About it"))
    actions.share_reflection(reflection=about, person=mentor, by=leader)

    def listed(**asked: str) -> set[str]:
        page = look(hers, **asked).context["page"]
        return {str(line.reflection.pk) for line in page}

    one, two = str(reflection.pk), str(about.pk)
    assert listed() == {one, two}
    assert listed(about="event") == listed(readers="shared") == {two}
    assert listed(about="other") == listed(readers="me") == {one}
    assert listed(q="about", readers="me") == set()


def test_what_was_written_a_year_ago_is_shown_again(hers: Client, reflection: Reflection) -> None:
    assert "A year ago" not in hers.get("/reflections/").content.decode()
    Reflection.objects.update(written_at=timezone.now() - datetime.timedelta(days=368))
    assert "A year ago" in hers.get("/reflections/").content.decode()
    assert "A year ago" not in look(hers, q="first").content.decode()
    Reflection.objects.update(written_at=timezone.now() - datetime.timedelta(days=390))
    assert "A year ago" not in hers.get("/reflections/").content.decode()


def test_a_copy_holds_everything_as_it_was_typed(hers: Client, leader: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader, title="The bed meeting")
    words = Words((("What happened", "# No heading\n*They* came."), ("So what", "")), {"rated": "well"})
    reflection = actions.write_reflection(by=leader, event=event, words=words)
    actions.write_reflection(by=leader, event=None, words=plain("Another"))
    one = hers.get(f"/reflections/{reflection.pk}/save/")
    assert one["Content-Type"] == "text/markdown; charset=utf-8"
    assert one["Content-Disposition"].startswith('attachment; filename="debrief-')
    text = one.content.decode()
    assert "The bed meeting" in text.splitlines()[0]
    assert "## What happened\n\n# No heading\n*They* came." in text
    assert "- How did they do? Well" in text
    assert "So what" not in text
    both = hers.get("/reflections/save/").content.decode()
    assert "Another" in both
    assert "No heading" in both


@pytest.mark.parametrize("page", ["{}/versions/", "{}/save/", "save/", "{}/save-pdf/", "save-pdf/1/"])
def test_a_key_that_does_not_fit_is_said_on_every_page(
    hers: Client, reflection: Reflection, leader: Person, page: str
) -> None:
    put(reflection, "Second")
    PersonKey.objects.filter(person=leader).update(wrapped_with="a-key-that-is-gone")
    for answer in (hers.get(f"/reflections/{page.format(reflection.pk)}"), look(hers, q="second")):
        assert answer.status_code == 503
        assert "We cannot open this just now" in answer.content.decode()
    assert hers.get("/reflections/").status_code == 200  # the list opens nothing


# --- Readers ---


def test_somebody_near_is_chosen_and_hears_of_it_without_the_words(
    hers: Client, reflection: Reflection, group: LearningGroup, leader: Person, mailbox
) -> None:
    friend = factories.GroupMembershipFactory(group=group).person
    actions.join_group(group=group, person=leader, by=group.cohort.programme.coordinator)
    page = f"/reflections/{reflection.pk}/share/"
    assert str(friend) in hers.get(page).content.decode()
    shown = hers.post(page, {"to": f"person-{friend.pk}"}, follow=True).content.decode()
    assert f"Only you and {friend} can read this." in shown
    drain(now=timezone.now())
    [mail] = mailbox.to(friend.email)
    assert mail["subject"] == "Maureen Webb shared a debrief with you"
    assert "first words" not in str(mail)
    assert "The first words" in window(friend).get(f"/reflections/{reflection.pk}/").content.decode()
    stranger = factories.PersonFactory()
    for to in ("", f"person-{stranger.pk}", "group-0", "x"):
        answer = hers.post(page, {"to": to})
        assert "Error: Share my debrief" in answer.content.decode()
    assert not Reflection.objects.visible_to(stranger).exists()


def test_a_group_reads_it_for_as_long_as_each_is_in_it(
    reflection: Reflection, group: LearningGroup, leader: Person
) -> None:
    coordinator = group.cohort.programme.coordinator
    friend = factories.GroupMembershipFactory(group=group).person
    actions.join_group(group=group, person=leader, by=coordinator)
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    later = factories.GroupMembershipFactory(group=group).person
    assert Reflection.objects.visible_to(friend).exists()
    assert not Reflection.objects.visible_to(later).exists()
    actions.leave_group(group=group, person=friend, by=friend)
    assert not Reflection.objects.visible_to(friend).exists()
    with pytest.raises(PermissionDenied):
        read(reflection, friend)
    actions.join_group(group=group, person=friend, by=coordinator)
    assert not Reflection.objects.visible_to(friend).exists()


def test_sharing_anew_is_recorded_and_told(reflection: Reflection, group: LearningGroup, leader: Person) -> None:
    friend = factories.GroupMembershipFactory(group=group).person
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    actions.leave_group(group=group, person=friend, by=friend)
    for _ in range(2):
        actions.share_reflection(reflection=reflection, person=friend, by=leader)
    assert Reflection.objects.visible_to(friend).exists()
    assert AuditEntry.objects.filter(verb="share", about=friend).count() == 2
    assert Notice.objects.filter(kind="reflection_shared", person=friend).count() == 2


def test_being_chosen_by_name_outlasts_the_seat(reflection: Reflection, group: LearningGroup, leader: Person) -> None:
    friend = factories.GroupMembershipFactory(group=group).person
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    actions.share_reflection(reflection=reflection, person=friend, by=leader)
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    actions.leave_group(group=group, person=friend, by=friend)
    assert Reflection.objects.visible_to(friend).exists()


def test_who_is_in_two_groups_reads_it_until_both_seats_are_gone(
    hers: Client, reflection: Reflection, group: LearningGroup, leader: Person
) -> None:
    friend = factories.GroupMembershipFactory(group=group).person
    other = factories.GroupMembershipFactory(person=friend).group
    factories.GroupMembershipFactory(group=other, person=leader)
    for each in (group, other, group):
        actions.share_reflection_with_group(reflection=reflection, group=each, by=leader)
    assert AuditEntry.objects.filter(verb="share", about=friend).count() == 2
    assert Notice.objects.filter(kind="reflection_shared", person=friend).count() == 1
    shown = hers.get(f"/reflections/{reflection.pk}/").content.decode()
    assert f"Only you and {friend} can read this." in shown
    assert shown.count(f"Stop sharing with {friend}") == 1
    actions.leave_group(group=group, person=friend, by=friend)
    assert Reflection.objects.visible_to(friend).exists()
    notice = Notice.objects.get(kind="reflection_shared", person=friend)
    assert not isinstance(all_kinds()[notice.kind].compose(notice), Withheld)  # told late, and still true
    actions.leave_group(group=other, person=friend, by=friend)
    assert not Reflection.objects.visible_to(friend).exists()


def test_stopping_closes_it_however_often_it_was_shared(
    hers: Client, reflection: Reflection, group: LearningGroup, leader: Person
) -> None:
    friend = factories.GroupMembershipFactory(group=group).person
    other = factories.GroupMembershipFactory(person=friend).group
    factories.GroupMembershipFactory(group=other, person=leader)
    actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)
    actions.share_reflection_with_group(reflection=reflection, group=other, by=leader)
    actions.share_reflection(reflection=reflection, person=friend, by=leader)
    hers.post(f"/reflections/{reflection.pk}/readers/{friend.pk}/stop/")
    assert not Reflection.objects.visible_to(friend).exists()
    assert not reflection.shares.filter(ended_at__isnull=True).exists()


def test_a_group_one_is_not_in_cannot_be_chosen(reflection: Reflection, leader: Person) -> None:
    group = factories.LearningGroupFactory()
    with pytest.raises(PermissionDenied):
        actions.share_reflection_with_group(reflection=reflection, group=group, by=leader)


def test_keeping_away_closes_what_was_shared(reflection: Reflection, leader: Person, mentor: Person) -> None:
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    block_person(person=leader, by=mentor)
    assert not Reflection.objects.visible_to(mentor).exists()
    found = Reflection.objects.with_readers().get()
    assert found.readers == []
    window(leader).post(f"/reflections/{reflection.pk}/readers/{mentor.pk}/stop/")
    assert reflection.shares.get().ended_at is not None
    with pytest.raises(PermissionDenied):
        actions.share_reflection(reflection=reflection, person=mentor, by=leader)


# --- What readers say ---


@pytest.fixture
def shared(reflection: Reflection, leader: Person, mentor: Person) -> Reflection:
    """Shared with her mentor."""
    actions.share_reflection(reflection=reflection, person=mentor, by=leader)
    return reflection


def test_what_a_reader_says_is_between_the_two(
    shared: Reflection, group: LearningGroup, leader: Person, mentor: Person, coordinator: Person, mailbox
) -> None:
    other = factories.PersonFactory()
    actions.share_reflection(reflection=shared, person=other, by=leader)
    page = f"/reflections/{shared.pk}/"
    sent = {"text": "Zebra: you named it.", "client_id": str(uuid4())}
    for _ in range(2):
        window(mentor).post(f"{page}say/", sent)
    [comment] = ReflectionComment.objects.all()
    assert b"Zebra" not in bytes(comment.body)
    for reader, is_seen in ((leader, True), (mentor, True), (other, False)):
        assert ("Zebra" in window(reader).get(page).content.decode()) is is_seen
    assert not list(read_comments(shared, coordinator))
    drain(now=timezone.now())
    mail = mailbox.to(leader.email)[-1]
    assert mail["subject"] == "Ruth Adeyemi said something about your debrief"
    assert "Zebra" not in str(mail)


def test_other_words_from_a_page_one_went_back_to_are_kept_too(
    shared: Reflection, leader: Person, mentor: Person
) -> None:
    once = {"reflection": shared, "by": mentor, "client_id": uuid4()}
    for text in ("One", "Two", "Two"):
        actions.comment_on_reflection(text=text, **once)
    assert [words for _, words in read_comments(shared, leader)] == ["One", "Two"]


def test_a_group_of_one_says_so(hers: Client, reflection: Reflection, leader: Person) -> None:
    group = factories.GroupMembershipFactory(person=leader).group
    shown = hers.post(f"/reflections/{reflection.pk}/share/", {"to": f"group-{group.pk}"}, follow=True)
    assert "Nobody else sits there now, so nobody else can read it." in shown.content.decode()


def test_once_it_is_no_longer_shared_the_author_still_reads_what_was_said(
    shared: Reflection, leader: Person, mentor: Person
) -> None:
    actions.comment_on_reflection(reflection=shared, by=mentor, text="Zebra", client_id=uuid4())
    actions.stop_sharing_reflection(reflection=shared, person=mentor, by=leader)
    [(_, words)] = read_comments(shared, leader)
    assert words == "Zebra"
    assert not ReflectionComment.objects.visible_to(mentor).exists()
    with pytest.raises(PermissionDenied):
        actions.comment_on_reflection(reflection=shared, by=mentor, text="More", client_id=uuid4())


@pytest.mark.parametrize("text", ["", " \r\n", "a\x00b", "a" * 2001])
def test_what_cannot_be_said_comes_back_with_the_reason(shared: Reflection, mentor: Person, text: str) -> None:
    sent = {"text": text, "client_id": str(uuid4())}
    shown = window(mentor).post(f"/reflections/{shared.pk}/say/", sent).content.decode()
    assert "<title>Error:" in shown
    assert "The first words" in shown
    assert "a" * 2001 not in text or text in shown
    assert not ReflectionComment.objects.exists()


def test_whoever_keeps_somebody_away_gets_no_mail_about_them(
    shared: Reflection, leader: Person, mentor: Person
) -> None:
    actions.comment_on_reflection(reflection=shared, by=mentor, text="Words", client_id=uuid4())
    block_person(person=mentor, by=leader)
    notice = Notice.objects.get(kind="reflection_comment")
    assert isinstance(all_kinds()[notice.kind].compose(notice), Withheld)


@pytest.mark.parametrize("whose", ["leader", "mentor"])
@pytest.mark.parametrize("text", ["My words to you", "My words to you" + "x" * 2000])
def test_what_is_said_comes_back_while_a_key_does_not_fit(
    shared: Reflection, leader: Person, mentor: Person, whose: str, text: str
) -> None:
    actions.comment_on_reflection(reflection=shared, by=mentor, text="Before", client_id=uuid4())
    PersonKey.objects.filter(person={"leader": leader, "mentor": mentor}[whose]).update(wrapped_with="gone")
    sent = {"text": text, "client_id": str(uuid4())}
    answer = window(mentor).post(f"/reflections/{shared.pk}/say/", sent)
    is_kept = answer.status_code == 302  # nothing but the reader's own key is needed for that
    assert ReflectionComment.objects.count() == 1 + is_kept
    assert is_kept or text in answer.content.decode()
    assert is_kept is (whose == "leader" and len(text) < 100)


# --- Somebody in trouble ---

CARD = "You matter, and you do not have to carry this alone"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("I want to die.", True),
        ("I don\N{RIGHT SINGLE QUOTATION MARK}t want to\nbe here any more", True),
        ("SELF-HARM", True),
        ("They talked about suicide prevention", True),
        ("The suicidality scale", False),
        ("I was bored to death by the diet", False),
        ("", False),
    ],
)
def test_words_of_harm_are_whole_words(text: str, is_found: bool) -> None:
    assert speaks_of_harm(text) is is_found


def test_the_card_is_shown_to_the_writer_alone(hers: Client, reflection: Reflection, mentor: Person) -> None:
    page = f"/reflections/{reflection.pk}/"
    assert CARD not in hers.get(page).content.decode()
    put(reflection, "Today I want to die")
    assert CARD in hers.get(page).content.decode()
    actions.share_reflection(reflection=reflection, person=mentor, by=reflection.author)
    assert "data-crisis hidden" in window(mentor).get(page).content.decode()  # for words of their own
    assert "die" not in str(list(AuditEntry.objects.values()))


def test_the_card_comes_without_scripts_where_words_come_back(hers: Client, reflection: Reflection) -> None:
    new, change = "/reflections/new/", f"/reflections/{reflection.pk}/edit/"
    for page in (new, change):
        assert "data-crisis hidden" in hers.get(page).content.decode()
        shown = hers.post(page, {"text": "I want to die. " + "a" * 20_000}).content.decode()
        assert "This is 15 too many." in shown
        assert CARD in shown
        assert "data-crisis hidden" not in shown
    put(reflection, "Today I want to die")
    assert "data-crisis hidden" not in hers.get(change).content.decode()


def test_the_card_comes_without_scripts_to_a_reader_for_words_of_their_own(
    hers: Client, reflection: Reflection, mentor: Person
) -> None:
    page = f"/reflections/{reflection.pk}/"
    actions.share_reflection(reflection=reflection, person=mentor, by=reflection.author)
    sent = {"text": "Last year I wanted to die too.", "client_id": str(uuid4())}
    shown = window(mentor).post(f"{page}say/", sent, follow=True).content.decode()
    assert CARD in shown
    assert "data-crisis hidden" not in shown
    assert CARD not in hers.get(page).content.decode()


def test_the_page_costs_the_same_for_few_readers_and_many(
    hers: Client, reflection: Reflection, leader: Person, django_assert_num_queries
) -> None:
    for count in (1, 6):
        for _ in range(count):
            reader = factories.PersonFactory()
            actions.share_reflection(reflection=reflection, person=reader, by=leader)
            actions.comment_on_reflection(reflection=reflection, by=reader, text="Words", client_id=uuid4())
        with django_assert_num_queries(11):
            hers.get(f"/reflections/{reflection.pk}/")
