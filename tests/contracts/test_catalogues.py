"""The catalogues of the interface: complete, in step with the code, and with the same placeholders everywhere."""

import subprocess
import sys
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALES = sorted(path.name for path in (ROOT / "locales").iterdir() if path.is_dir())
NAME = "the name of this language, in this language"


def catalogue(locale: str) -> Catalog:
    with (ROOT / "locales" / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def template() -> Catalog:
    with (ROOT / "locales" / "messages.pot").open("rb") as file:
        return read_po(file)


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def test_the_template_is_what_stands_in_the_code(tmp_path: Path) -> None:
    extracted = tmp_path / "messages.pot"
    command = (
        "-q extract -F locales/babel.cfg -k N_ --omit-header --sort-output --no-location --no-wrap "
        f"-o {extracted} bot handlers"
    )
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", *command.split()], cwd=ROOT, check=True, capture_output=True
    )
    assert extracted.read_text(encoding="utf-8") == (ROOT / "locales" / "messages.pot").read_text(encoding="utf-8"), (
        "run: make messages"
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_a_catalogue_has_the_messages_of_the_template_and_no_others(locale: str) -> None:
    assert {str(m.id) for m in messages(catalogue(locale))} == {str(m.id) for m in messages(template())}
    assert not [message for message in messages(catalogue(locale)) if message.fuzzy]


def test_in_indonesian_nothing_is_untranslated() -> None:
    assert [message.id for message in messages(catalogue("id")) if not all(forms(message.string))] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_agree_in_every_form(locale: str) -> None:
    for message in messages(catalogue(locale)):
        wanted = placeholders(forms(message.id)[-1])
        for form in forms(message.string):
            assert not form or placeholders(form) == wanted, message.id


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_says_what_it_is_called(locale: str) -> None:
    named = catalogue(locale).get(NAME)
    assert named is not None
    assert named.string
    assert named.string != NAME


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_of_the_interface_ends_in_blanks_or_holds_markup(locale: str) -> None:
    for message in messages(catalogue(locale)):
        for form in [*forms(message.id), *forms(message.string)]:
            assert form == form.strip(), form
            assert "**" not in form, form
            assert "</" not in form, form
