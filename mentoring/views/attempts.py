"""Doing something that may meet a problem."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages

from cohorts.problems import Problem
from youdesign.people.requests import PersonRequest


def attempt(request: PersonRequest, action: Callable[..., Any], *, typed: str = "", **facts: Any) -> Any:
    """Do it, or say kindly on the next page what stood in the way, give back what was typed, and return nothing."""
    try:
        return action(**facts)
    except Problem as problem:
        messages.warning(request, f"{problem} You had written: “{typed}”" if typed else str(problem))
        return None
