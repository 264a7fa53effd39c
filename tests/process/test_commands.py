"""`python -m bot …`: every command helps, answers in the agreed shapes, and leaves things as it says."""

import json
import sqlite3
from pathlib import Path

import pytest
import typer

from bot.cli import app
from tests.process.conftest import one_line, run

PASSPORT = "sy mau bikin paspor utk kerja di taiwan syaratnya apa aja ya"
OUTCOMES = {"answer", "choose", "handoff", "smalltalk", "refuse", "emergency"}
LATER = {"villages", "agencies", "invite", "report"}


def commands() -> list[str]:
    """Every command, a group's as "group command"."""

    def below(command: object, words: list[str]) -> list[str]:
        inner = getattr(command, "commands", None)
        if inner is None:
            return [" ".join(words)]
        return [name for word, one in inner.items() for name in below(one, [*words, word])]

    return below(typer.main.get_command(app), [])


def test_the_commands_of_the_contract_are_there() -> None:
    agreed = {"run", "ask", "demo", "db upgrade", "db backup", "knowledge check", "knowledge eval", "knowledge new"}
    assert agreed <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_a_command_says_what_it_does_with_an_example(tmp_path: Path, command: str) -> None:
    helped = run(*command.split(), "--help", cwd=tmp_path)
    assert helped.returncode == 0
    assert f"python -m bot {command}" in helped.stdout.partition("Example")[2]
    assert list(tmp_path.iterdir()) == []


def test_without_a_command_there_is_help(tmp_path: Path) -> None:
    assert "knowledge" in run("--help", cwd=tmp_path).stdout


def test_a_question_is_answered_on_the_terminal_as_the_bot_would(here: Path) -> None:
    answered = run("ask", PASSPORT, cwd=here)
    assert answered.returncode == 0
    assert "Paspor" in answered.stdout
    assert "Sumber" in answered.stdout
    assert "Dicek" in answered.stdout
    assert answered.stderr == ""


def test_an_answer_as_json_has_the_agreed_shape(here: Path) -> None:
    (line,) = run("ask", PASSPORT, "--json", cwd=here).stdout.splitlines()
    answer = json.loads(line)
    assert set(answer) == {"q", "outcome", "topics", "lang", "micros"}
    assert answer["q"] == PASSPORT
    assert answer["outcome"] == "answer"
    assert answer["topics"][0]["id"] == "passport"
    assert 1 <= len(answer["topics"]) <= 5
    assert all(set(topic) == {"id", "score"} for topic in answer["topics"])
    assert answer["lang"] == "id"
    assert answer["micros"] > 0


ODD = [
    {"q": PASSPORT},
    {"q": "how much for a passport", "lang": "en"},
    {"q": ""},
    {"q": " "},
    {"q": "\0"},
    {"q": "😀" * 50},
    {"q": "paspor hilang\u2028di jalan\x85\x0b\x1c"},
    {"q": "x" * 20_000},
    {"q": "paspor \ud83d hilang"},
    {"q": "كيف أحصل على جواز سفر"},
    {"q": "halo min", "lang": None},
    {"q": "ngurus paspor piye carane", "lang": "jv"},
    {"q": "paspor", "lang": "xx", "more": {"a": [1]}},
    {"q": "paspor", "lang": 5},
    {"q": "tolong saya dikurung majikan, paspor diambil, dipukuli tiap hari"},
]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_batch_gives_a_line_for_each_question_in_order(here: Path, ascii_only: bool) -> None:
    asked = [line for line in ODD if ascii_only or "\ud83d" not in line["q"]]
    file = here / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=ascii_only) for line in asked) + "\n\n", encoding="utf-8")
    done = run("ask", "--batch", str(file), "--json", cwd=here)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [answer["q"] for answer in answers] == [line["q"] for line in asked]
    for answer in answers:
        assert set(answer) == {"q", "outcome", "topics", "lang", "micros"}
        assert answer["outcome"] in OUTCOMES
        assert len(answer["topics"]) <= 5
    assert answers[0]["outcome"] == "answer"
    assert answers[1]["lang"] == "en"
    assert answers[-1]["outcome"] == "emergency"


def test_a_batch_as_windows_saves_it_is_read_too(here: Path) -> None:
    file = here / "questions.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"q": "paspor"}\r\n{"q": "skck"}\r\n')
    done = run("ask", "--batch", str(file), "--json", cwd=here)
    assert [json.loads(line)["q"] for line in done.stdout.splitlines()] == ["paspor", "skck"], done.stderr


BROKEN = {
    "no JSON": b'{"q": "a"}\n{"q": ',
    "no object": b'{"q": "a"}\n["q"]',
    "no question": b'{"q": "a"}\n{"text": "b"}',
    "no text": b'{"q": "a"}\n{"q": 5}',
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_batch_is_one_line_that_names_its_place(here: Path, content: bytes) -> None:
    (here / "q.jsonl").write_bytes(content)
    assert "q.jsonl:2:" in one_line(run("ask", "--batch", "q.jsonl", "--json", cwd=here))


def test_a_batch_that_cannot_be_read_is_one_line(here: Path) -> None:
    (here / "latin.jsonl").write_bytes(b'{"q": "caf\xe9"}')
    for name in ("missing.jsonl", "latin.jsonl", "."):
        assert name in one_line(run("ask", "--batch", name, "--json", cwd=here))


@pytest.mark.parametrize(
    "arguments", [(), ("paspor", "--batch", "x"), ("paspor", "--locale", "xx")], ids=["nothing", "both", "language"]
)
def test_ask_wants_one_question_or_one_file(here: Path, arguments: tuple[str, ...]) -> None:
    assert one_line(run("ask", *arguments, cwd=here))


def test_a_database_is_made_copied_and_filled_once(here: Path) -> None:
    made = run("db", "upgrade", cwd=here)
    assert (made.returncode, made.stderr) == (0, "")
    assert run("db", "upgrade", cwd=here).returncode == 0
    assert run("demo", cwd=here).returncode == 0
    assert "not empty" in one_line(run("demo", cwd=here))
    assert run("db", "backup", "copy.db", cwd=here).returncode == 0
    assert "copy.db" in one_line(run("db", "backup", "copy.db", cwd=here))
    for file in ("data/desmigratif.db", "copy.db"):
        with sqlite3.connect(here / file) as database:
            assert database.execute("SELECT count(*) FROM people").fetchone()[0] >= 5
            assert database.execute("SELECT count(*) FROM questions").fetchone()[0] == 2
        database.close()


def test_a_copy_goes_nowhere_where_it_cannot(here: Path) -> None:
    assert run("db", "upgrade", cwd=here).returncode == 0
    assert "no/such/folder" in one_line(run("db", "backup", "no/such/folder/copy.db", cwd=here))
    assert not (here / "no").exists()


def test_a_database_that_is_not_there_is_not_copied(here: Path) -> None:
    assert "DATABASE_URL" in one_line(run("db", "backup", "copy.db", cwd=here))
    assert not (here / "copy.db").exists()


def test_postgresql_gets_its_tables_and_its_demo_and_is_told_of_pg_dump(here: Path, postgresql_url: str) -> None:
    from tests.process.conftest import QUIET

    settings = {**QUIET, "DATABASE_URL": postgresql_url}
    assert run("db", "upgrade", cwd=here, settings=settings).returncode == 0
    assert run("demo", cwd=here, settings=settings).returncode == 0
    assert "pg_dump" in one_line(run("db", "backup", "copy.dump", cwd=here, settings=settings))
