"""Scenes to read and try out, and the skills."""

from itertools import groupby
from random import SystemRandom
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from youdesign.people.requests import PersonRequest
from youdesign.practice.models import Scene, Skill

CLUSTERS = {
    "self": ("Yourself", "Knowing what you want, and staying well."),
    "voice": ("Your voice", "Saying it so that it counts."),
    "power": ("Power", "Seeing who decides, and getting a share of it."),
    "democracy": ("Deciding together", "Bringing others in, and helping a group decide."),
    "impact": ("What changes", "Finding out what happened next."),
}


@require_safe
def scene_list(request: PersonRequest) -> HttpResponse:
    """Show every scene."""
    return render(request, "practice/scene_list.html", {"scenes": Scene.objects.visible_to(request.user)})


@require_safe
def scene_detail(request: PersonRequest, slug: str) -> HttpResponse:
    """Show one scene, each choice with what might happen."""
    scene = get_object_or_404(Scene.objects.visible_to(request.user), slug=slug)
    skills = Skill.objects.visible_to(request.user).filter(slug__in=scene.content.get("skills", []))
    points = [shuffled(point) for point in scene.content.get("points", [])]
    return render(request, "practice/scene_detail.html", {"scene": scene, "points": points, "skills": skills})


def shuffled(point: dict[str, Any]) -> dict[str, Any]:
    """Return the moment with its choices in another order each time, so that no place is the better one."""
    options = point.get("options", [])
    return point | {"options": SystemRandom().sample(options, len(options))}


@require_safe
def skill_list(request: PersonRequest) -> HttpResponse:
    """Show the skills in their clusters."""
    order = list(CLUSTERS)
    skills = sorted(
        Skill.objects.visible_to(request.user),
        key=lambda skill: (order.index(skill.cluster) if skill.cluster in order else len(order), skill.cluster),
    )
    clusters = [
        (*CLUSTERS.get(cluster, (cluster.replace("_", " ").capitalize(), "")), list(found))
        for cluster, found in groupby(skills, key=lambda skill: skill.cluster)
    ]
    return render(request, "practice/skill_list.html", {"clusters": clusters})
