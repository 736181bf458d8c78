"""Debrief templates: all of the starter's add up, staff reword them, and people write to their questions."""

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from cohorts.debriefs import timed
from cohorts.models import DebriefTemplate, Reflection
from cohorts.reflections import read
from tests import factories
from tests.staff.boxes import boxes_of
from youdesign.people.models import Person, PersonKey

SOLO = "/reflections/new/?with=solo_10"


@pytest.fixture(autouse=True)
def _starter(db: None) -> None:
    call_command("load_starter_content", verbosity=0)


@pytest.fixture
def writer(client: Client, leader: Person) -> Client:
    """Maureen's window."""
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    return client


def boxes(**said: str) -> dict[str, str]:
    """What is sent of the four boxes of ten minutes on one's own."""
    steps = DebriefTemplate.objects.get(slug="solo_10").steps.values_list("pk", flat=True)
    names = {f"part_{at}": f"part_{pk}" for at, pk in enumerate(steps)}
    return dict.fromkeys(names.values(), "") | {names.get(name, name): text for name, text in said.items()}


def test_every_template_of_the_starter_adds_up_and_is_loaded_once() -> None:
    call_command("load_starter_content", verbosity=0)
    templates = DebriefTemplate.objects.prefetch_related("steps")
    assert [template.slug for template in templates] == [
        "group_60",
        "group_90",
        "after_event_30",
        "mentor_20",
        "solo_10",
        "practice_15",
    ]
    for template in templates:
        *_, (_, ends, _) = timed(template)
        assert ends == template.minutes


def test_what_staff_reworded_stays(leader: Person) -> None:
    template = DebriefTemplate.objects.get(slug="solo_10")
    template.title = "Ten minutes for you"
    template.save()
    call_command("load_starter_content", verbosity=0)
    assert DebriefTemplate.objects.get(slug="solo_10").title == "Ten minutes for you"
    assert template.steps.count() == 4


def test_writing_to_questions_keeps_each_answer_under_its_question(writer: Client, leader: Person) -> None:
    shown = writer.get(SOLO).content.decode()
    assert "What mattered? What did I bring? How did I rate them? About 3 minutes." in shown
    said = boxes(part_0="They began late.", part_2="If they do it again, then I will say so.")
    shown = writer.post(SOLO, said, follow=True).content.decode()
    reflection = Reflection.objects.get()
    assert reflection.template == DebriefTemplate.objects.get(slug="solo_10")
    words = read(reflection, leader)
    assert [name for name, _ in words.parts] == ["What happened", "So what", "Now what", "Look after me"]
    assert words.text == "What happened\nThey began late.\n\nNow what\nIf they do it again, then I will say so."
    assert "<h2>Now what</h2>" in shown
    assert "<h2>So what</h2>" not in shown


def test_nothing_written_says_what_to_do_and_keeps_the_ticks(writer: Client) -> None:
    shown = writer.post(SOLO, boxes(mood="heavy")).content.decode()
    assert "Write something first. A few words are enough." in shown
    assert "<details open>" in shown
    assert not Reflection.objects.exists()


def test_one_box_too_long_gives_all_of_them_back(writer: Client) -> None:
    shown = writer.post(SOLO, boxes(part_0="short and kept", part_1="a" * 20_001)).content.decode()
    assert "Make it shorter: 20,000 characters at most." in shown
    assert "short and kept" in shown
    assert "a" * 20_001 in shown


def test_ticks_are_kept_sealed_and_shown_in_words(writer: Client, leader: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    page = f"/reflections/new/?event={event.pk}"
    assert "Did we have a real say?" in writer.get(page).content.decode()
    assert "Did we have a real say?" not in writer.get("/reflections/new/").content.decode()
    said = {"text": "Words.", "say": "a_little", "rated": "badly", "energy": "little", "mood": ""}
    shown = writer.post(page, said, follow=True).content.decode()
    assert "Did we have a real say? <strong>A little</strong>" in shown
    assert "How did they do? <strong>Badly</strong>" in shown
    assert "How does it leave you?" not in shown
    reflection = Reflection.objects.get()
    assert b"badly" not in bytes(reflection.body)
    edit = writer.get(f"/reflections/{reflection.pk}/edit/").content.decode()
    assert 'value="badly" required' not in edit
    assert edit.count("checked") == 3


def test_changing_keeps_the_questions_it_was_written_to_though_staff_reword_them(
    writer: Client, leader: Person
) -> None:
    writer.post(SOLO, boxes(part_1="It mattered."))
    reflection = Reflection.objects.get()
    reflection.template.steps.filter(name="So what").update(name="And so")
    edit = f"/reflections/{reflection.pk}/edit/"
    shown = writer.get(edit).content.decode()
    assert "So what" in shown
    assert "And so" not in shown
    writer.post(edit, {"part_0": "", "part_1": "It mattered more.", "version": "1"})
    reflection.refresh_from_db()
    assert dict(read(reflection, leader).parts)["So what"] == "It mattered more."


@pytest.mark.parametrize("slug", ["nothing", "a b", "\x00"])
def test_questions_that_are_not_there_are_not_found(writer: Client, slug: str) -> None:
    assert writer.get("/reflections/new/", {"with": slug}).status_code == 404


def test_a_template_that_is_switched_off_is_offered_to_nobody(writer: Client) -> None:
    assert "On my own, 10 minutes" in writer.get("/reflections/new/").content.decode()
    DebriefTemplate.objects.filter(slug="solo_10").update(is_on=False)
    assert "On my own, 10 minutes" not in writer.get("/reflections/new/").content.decode()
    assert writer.get(SOLO).status_code == 200  # for whoever has begun
    assert writer.post(SOLO, boxes(part_0="Begun before.")).status_code == 302


def test_answers_stay_with_their_questions_though_staff_change_them_meanwhile(writer: Client, leader: Person) -> None:
    said = boxes(part_0="What happened.", part_3="Tea.")
    steps = list(DebriefTemplate.objects.get(slug="solo_10").steps.all())
    steps[0].delete()
    steps[3].position = 0
    steps[3].save()
    writer.post(SOLO, said)
    written = dict(read(Reflection.objects.get(), leader).parts)
    assert written["Look after me"] == "Tea."
    assert written["To a question that is not asked any more"] == "What happened."


def test_pressed_twice_it_is_kept_once_and_other_words_from_the_page_are_another(writer: Client) -> None:
    key = re.search(r'name="client_id" value="([^"]+)"', writer.get("/reflections/new/").content.decode())
    assert key is not None
    for text in ("One", "One", "Two"):
        writer.post("/reflections/new/", {"text": text, "client_id": key[1]})
    assert Reflection.objects.count() == 2
    for _ in range(2):
        writer.post("/reflections/new/", {"text": "One", "client_id": "rubbish"})
    assert Reflection.objects.count() == 4


def test_words_to_questions_come_back_while_the_key_does_not_fit_and_are_kept_after(
    writer: Client, leader: Person
) -> None:
    writer.post(SOLO, boxes(part_0="Before.", mood="heavy"))
    reflection = Reflection.objects.get()
    edit, key = f"/reflections/{reflection.pk}/edit/", PersonKey.objects.get(person=leader).wrapped_with
    PersonKey.objects.update(wrapped_with="gone")
    sent = {"part_0": "After.", "part_1": "More.", "part_2": "", "part_3": "", "mood": "steady", "version": "1"}
    answer = writer.post(edit, sent)
    assert answer.status_code == 503
    shown = boxes_of(answer.content.decode())
    again = {name: [text.removeprefix("\n") for text in texts] for name, texts in shown.items()}  # as browsers do
    assert {name: again[name] for name in sent} == {name: [text] for name, text in sent.items()}
    PersonKey.objects.update(wrapped_with=key)
    writer.post(edit, again)
    reflection.refresh_from_db()
    words = read(reflection, leader)
    assert words.text == "What happened\nAfter.\n\nSo what\nMore."
    assert words.marks == {"mood": "steady"}


def test_ticks_stand_beside_what_is_saved_meanwhile_and_outlast_the_event(writer: Client, leader: Person) -> None:
    event = factories.InvolvementEventFactory(involvement__leader=leader)
    writer.post(f"/reflections/new/?event={event.pk}", {"text": "Words.", "say": "no"})
    edit = f"/reflections/{Reflection.objects.get().pk}/edit/"
    writer.post(edit, {"text": "Words.", "say": "yes", "version": "1"})
    shown = writer.post(edit, {"text": "Other words.", "say": "no", "version": "1"}).content.decode()
    assert "Did we have a real say? <strong>Yes</strong>" in shown
    event.delete()
    writer.post(edit, {"text": "Other words.", "version": "2"})
    assert read(Reflection.objects.get(), leader).marks == {"say": "yes"}


# --- Staff ---


@pytest.fixture
def desk(client: Client) -> Client:
    """A window of staff who may change starter content."""
    client.force_login(
        factories.PersonFactory(is_staff=True, is_superuser=True), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def form_of(template: DebriefTemplate, **changed: Any) -> dict[str, Any]:
    """What is sent when a template is saved as it stands."""
    steps = list(template.steps.all())
    names = ("title", "slug", "minutes", "people", "use_when", "basis", "position")
    said: dict[str, Any] = {name: getattr(template, name) for name in names} | {"is_written": "on", "is_on": "on"}
    said |= {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": len(steps)}
    for at, step in enumerate(steps):
        fields = ("id", "position", "name", "minutes", "who", "prompt", "note", "how")
        said |= {f"steps-{at}-{name}": getattr(step, name) for name in fields}
        said[f"steps-{at}-template"] = template.pk
    return said | changed


def test_minutes_that_do_not_add_up_are_said_and_not_saved(desk: Client) -> None:
    template = DebriefTemplate.objects.get(slug="solo_10")
    where = f"/admin/cohorts/debrieftemplate/{template.pk}/change/"
    shown = desk.post(where, form_of(template, **{"steps-0-minutes": 5})).content.decode()
    assert "The steps take 13 minutes together, and the debrief 10." in shown
    assert template.steps.first().minutes == 2
    everything = {f"steps-{at}-DELETE": "on" for at in range(4)}
    assert "Add one step at least." in desk.post(where, form_of(template, **everything)).content.decode()
    saved = desk.post(where, form_of(template, minutes=13, **{"steps-0-minutes": 5}), follow=True)
    assert "Saved: On my own, 10 minutes" in saved.content.decode()
    assert template.steps.first().minutes == 5


@pytest.mark.parametrize("minutes", ["0", "-1", "241", "99999999999", "x", ""])
def test_minutes_that_cannot_be_are_refused_in_words(desk: Client, minutes: str) -> None:
    template = DebriefTemplate.objects.get(slug="solo_10")
    where = f"/admin/cohorts/debrieftemplate/{template.pk}/change/"
    for sent in ({"minutes": minutes}, {"steps-0-minutes": minutes}):
        answer = desk.post(where, form_of(template, **sent))
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()
    assert template.steps.first().minutes == 2


def test_staff_look_at_it_as_people_see_it(desk: Client) -> None:
    template = DebriefTemplate.objects.get(slug="group_60")
    where = f"/admin/cohorts/debrieftemplate/{template.pk}/"
    assert f"{where}preview/" in desk.get(f"{where}change/").content.decode()
    shown = desk.get(f"{where}preview/").content.decode()
    assert "Minute 12 to 18, issue holder" in shown
    assert "No interruptions." in shown
