"""Who may import whom, and how long a module may be: read from the code of every module."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
OURS = ("bot", "handlers", "knowledge", "db")
MODULES = sorted(path for package in OURS for path in (ROOT / package).rglob("*.py"))
MAY = {
    "bot": {"bot", "handlers", "knowledge", "db"},
    "handlers": {"handlers", "knowledge", "db"},
    "knowledge": {"knowledge"},
    "db": {"db"},
}


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each module that a file imports, by its full name, and which names it takes from it."""
    package = list(path.relative_to(ROOT).with_suffix("").parts)[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, ()
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *(node.module or "").split(".")]).strip("."), tuple(a.name for a in node.names)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_imports_only_what_stands_below_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    found = {name.partition(".")[0] for name, _ in imports(path)}
    assert found & set(OURS) <= MAY[package]
    assert "tests" not in found
    if package != "bot":
        assert "telegram" not in found
    if package == "knowledge":
        assert "sqlalchemy" not in found


@pytest.mark.parametrize("path", [path for path in MODULES if named(path).startswith(("bot/", "handlers/"))], ids=named)
def test_above_the_database_a_session_is_only_a_type(path: Path) -> None:
    taken = {(name, *names) for name, names in imports(path) if name.partition(".")[0] in ("sqlalchemy", "alembic")}
    allowed = {("sqlalchemy.ext.asyncio", "AsyncSession"), ("sqlalchemy.ext.asyncio", "AsyncEngine")}
    assert taken <= allowed


ENTRIES = sorted(path for path in (ROOT / "handlers").glob("*/*.py") if path.parent.name != "kit")


@pytest.mark.parametrize("path", ENTRIES, ids=named)
def test_entries_do_not_import_each_other(path: Path) -> None:
    found = {name for name, _ in imports(path) if name.startswith("handlers")}
    assert all(name.split(".")[:2] == ["handlers", "kit"] for name in found)


def test_the_kit_knows_no_entry() -> None:
    for path in (ROOT / "handlers" / "kit").glob("*.py"):
        found = {name for name, _ in imports(path) if name.startswith("handlers")}
        assert all(name.split(".")[:2] == ["handlers", "kit"] for name in found), named(path)


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_one_reading(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_begins_by_saying_what_it_is(path: Path) -> None:
    if path.name != "__init__.py" or path.stat().st_size:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_the_packages_are_there_and_python_is_new_enough() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(OURS)
    assert sys.version_info >= (3, 11)
