"""Scenes and skills: loaded once, never overwritten, read without a score."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from youdesign.practice import starter
from youdesign.practice.models import Scene, Skill

CONTENT = Path(settings.BASE_DIR) / "youdesign" / "starter"


@pytest.fixture
def content(db):
    """The starter content."""
    return starter.load(CONTENT)


@pytest.fixture
def maureen(client, leader):
    """Maureen's browser."""
    client.force_login(leader)
    return client


def test_the_content_is_loaded_once(content):
    assert content == 20
    assert (Skill.objects.count(), Scene.objects.count()) == (12, 8)
    assert starter.load(CONTENT) == 0


def test_what_staff_reworded_stays(content):
    Skill.objects.filter(slug="ask").update(label="Asking", is_on=False)
    Scene.objects.filter(slug="by_friday").update(title="By Friday, please")
    Skill.objects.filter(slug="differ").delete()
    assert starter.load(CONTENT) == 1
    assert Skill.objects.get(slug="ask").label == "Asking"
    assert Scene.objects.get(slug="by_friday").title == "By Friday, please"


def test_scenes_without_their_endings_wait_for_staff(content):
    assert set(Scene.objects.filter(is_on=False).values_list("slug", flat=True)) == {"consulting_room", "two_patients"}


def test_every_skill_that_a_scene_names_is_there(content):
    known = set(Skill.objects.values_list("slug", flat=True))
    assert {slug for scene in Scene.objects.all() for slug in scene.content["skills"]} <= known


def test_the_list_shows_what_is_on(maureen, content):
    page = maureen.get(reverse("scene-list")).content.decode()
    assert "The five-minute slot" in page
    assert reverse("scene-detail", args=["consulting_room"]) not in page
    assert "You can stop at any point" in page


def test_every_scene_shows_every_choice_both_endings_and_no_score(maureen, content):
    for scene in Scene.objects.filter(is_on=True):
        page = maureen.get(reverse("scene-detail", args=[scene.slug])).content.decode().replace("&#x27;", "'")
        words = [
            scene.content["aim"],
            scene.content["went_badly"],
            scene.content["went_better"],
            *scene.content["rules"],
        ]
        for point in scene.content["points"]:
            words += [point["moment"], *(text for option in point["options"] for text in option.values())]
        assert [text for text in words if text not in page] == []
        assert "You can stop at any point." in page
        assert page.count("<details>") == sum(len(point["options"]) for point in scene.content["points"])


def test_choices_come_in_another_order_each_time(maureen, content):
    path = reverse("scene-detail", args=["board_story"])
    assert len({maureen.get(path).content.decode().split("<details>")[1] for _ in range(40)}) == 3


def test_a_scene_that_is_off_or_unknown_is_not_found(maureen, content):
    for slug in ("consulting_room", "nothing"):
        assert maureen.get(reverse("scene-detail", args=[slug])).status_code == 404


def test_a_scene_that_staff_wrote_with_less_still_opens(maureen):
    Scene.objects.create(slug="short", title="A short one", content={"points": [{"moment": "You are late."}]})
    assert "You are late." in maureen.get(reverse("scene-detail", args=["short"])).content.decode()


@pytest.mark.parametrize("words", ["9" * 5000, "[" * 100_000, '{"points": '], ids=["long number", "deep", "half"])
def test_what_cannot_be_read_as_a_scene_comes_back_with_a_sentence(admin_client, words):
    answer = admin_client.post(
        reverse("admin:practice_scene_add"),
        {"title": "One", "slug": "one", "content": words, "position": 1, "is_on": "on"},
    )
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["content"] == ["Enter a valid JSON."]
    assert words in answer.content.decode().replace("&quot;", '"')
    assert not Scene.objects.exists()


def test_the_twelve_skills_stand_in_five_clusters(maureen, content):
    page = maureen.get(reverse("skill-list")).content.decode()
    for skill in json.loads((CONTENT / "skills.json").read_text())["skills"]:
        assert skill[1] in page.replace("&#x27;", "'")
    assert page.count('id="cluster-') == 5


def test_a_cluster_of_staffs_own_is_shown_last(maureen, content):
    Skill.objects.create(slug="rest", label="Resting", statement="I can rest.", cluster="own_time")
    assert "Own time" in maureen.get(reverse("skill-list")).content.decode()


def test_pages_cost_the_same_for_few_and_for_many(maureen, content, django_assert_num_queries):
    for count in (1, 30):
        Scene.objects.bulk_create(Scene(slug=f"s{count}-{n}", title="More") for n in range(count))
        Skill.objects.bulk_create(Skill(slug=f"s{count}-{n}", label="More", cluster="self") for n in range(count))
        with django_assert_num_queries(4):  # session, person, scenes, whom to phone
            maureen.get(reverse("scene-list"))
        with django_assert_num_queries(5):  # and the skills
            maureen.get(reverse("scene-detail", args=["board_story"]))
        with django_assert_num_queries(4):
            maureen.get(reverse("skill-list"))
