"""Ways to narrow a list that are a question in words of the office, not a column."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

Find = Callable[[Any], QuerySet[Any]]


class Question(admin.SimpleListFilter):
    """One question; each answer is its words, and how the rows are found that it is true of."""

    answers: ClassVar[Mapping[str, tuple[str, Find]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be answered."""
        return [(code, words) for code, (words, _) in self.answers.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of the answer chosen."""
        answer = self.answers.get(self.value() or "")
        return answer[1](queryset) if answer else queryset
