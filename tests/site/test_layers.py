"""The layers hold in what import-linter cannot see: foreign keys, and how entry points reach models."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from youdesign.people.privacy import local_models

ROOT = Path(settings.BASE_DIR)
LAYERS = [name.rpartition(".")[2] for name in settings.LOCAL_APPS]  # from the bottom up
ENTRY_POINTS = sorted(
    path
    for package in ("youdesign", "cohorts", "mentoring")
    for path in (ROOT / package).rglob("*.py")
    if {"views", "consumers", "home", "context"} & {path.stem, path.parent.name}
)


def upward_keys(layers: list[str]) -> list[str]:
    """Return every relation that points from a lower layer to a higher one."""
    return [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in local_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model._meta.app_label in layers
        if layers.index(field.related_model._meta.app_label) > layers.index(model._meta.app_label)
    ]


def test_no_foreign_key_points_upwards() -> None:
    assert upward_keys(LAYERS) == []


def test_the_walk_sees_an_upward_key() -> None:
    assert "cohorts.LearningGroup.room → conversations.Room" in upward_keys(LAYERS[::-1])


def unscoped(source: str) -> Iterator[str]:
    """Yield each place that reaches rows without visible_to: Model.objects… or get_object_or_404(Model, …)."""
    tree = ast.parse(source)
    scoped = {
        id(node)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "visible_to"
        for node in ast.walk(call.func)
    }
    for node in ast.walk(tree):
        reaches = isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}
        if (reaches and id(node) not in scoped) or gets_by_model(node):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def gets_by_model(node: ast.AST) -> bool:
    """Whether this is get_object_or_404(Model, …) or its brother, with no QuerySet."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in {"get_object_or_404", "get_list_or_404"}:
        return False
    return isinstance(node.args[0], ast.Name) and node.args[0].id[:1].isupper()


@pytest.mark.parametrize("path", ENTRY_POINTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_entry_points_find_rows_only_through_visible_to(path: Path) -> None:
    assert list(unscoped(path.read_text())) == []


@pytest.mark.parametrize(
    "source",
    [
        "Reflection.objects.get(pk=pk)",
        "get_object_or_404(Reflection, pk=pk)",
        "x = Reflection.objects.filter(pk=pk).visible",
    ],
)
def test_the_reader_of_syntax_sees_an_unscoped_query(source: str) -> None:
    assert list(unscoped(source))


def test_the_reader_of_syntax_accepts_a_scoped_query() -> None:
    assert not list(unscoped("get_object_or_404(Reflection.objects.visible_to(p).filter(x=1), pk=pk)"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield each function of a module with its number of lines, docstring left out."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_views_are_functions_of_at_most_fifteen_lines() -> None:
    views = [path for path in ENTRY_POINTS if "views" in {path.stem, path.parent.name}]
    found = [(path.parent.name, name, lines) for path in views for name, lines in functions(path)]
    classes = [
        node.name for path in views for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)
    ]
    assert len(found) > 10
    assert [view for view in found if view[2] > 15] == []
    assert classes == []


def test_every_module_says_what_belongs_in_it() -> None:
    modules = itertools.chain.from_iterable(
        (ROOT / package).rglob("*.py") for package in ("youdesign", "cohorts", "mentoring", "tests")
    )
    silent = [
        str(path.relative_to(ROOT))
        for path in modules
        if path.stat().st_size and "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []
