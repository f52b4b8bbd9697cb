"""The command line in this process: what it parses, prints and refuses."""

import json
import sys
from typing import Any

import pytest

from headway.cli import main as command_line
from headway.cli import nouns, start
from headway.commands import catalogue
from headway.queries import catalogue as queries


@pytest.fixture
def world(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests.world import make_world

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(start, "database", lambda: None)
    return make_world()


@pytest.fixture
def headway(world: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command; return its exit code, what it printed, and what it printed as an error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["headway", *arguments])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_every_command_and_query_is_a_verb() -> None:
    found = nouns.nouns()
    for name in [*catalogue(), *queries()]:
        noun, verb = name.replace("_", "-").split(".")
        assert verb in found[noun].commands, name


def test_no_option_of_a_verb_hides_another() -> None:
    for group in nouns.nouns().values():
        for command in group.commands.values():
            names = [one for option in command.params for one in option.opts]
            assert len(names) == len(set(names)), command.name


@pytest.mark.parametrize("arguments", [("--help",), ("item", "--help"), ("item", "create", "--help"), ("--version",)])
def test_help_is_there(headway: Any, arguments: tuple[str, ...]) -> None:
    code, out, _ = headway(*arguments)
    assert code == 0
    assert "headway" in out


def test_an_item_is_made_with_words_or_options_and_shown(headway: Any) -> None:
    code, out, _ = headway("item", "create", "task", "By words", "--label", "a", "--label", "b", "--json")
    assert (code, json.loads(out)["key"]) == (0, "T-1")
    code, out, _ = headway(
        "item", "create", "--kind", "task", "--title", "By options", "--private", "--due", "2026-09-01"
    )
    assert (code, out.splitlines()[0]) == (0, "key: T-2")
    shown = json.loads(headway("item", "list", "label:a", "--json")[1])
    assert [(row["key"], row["labels"]) for row in shown["rows"]] == [("T-1", ["a", "b"])]
    assert headway("item", "count", "kind:task")[1] == "2\n"
    table = headway("item", "list")[1]
    assert "By words" in table
    assert "2026-09-01" in table
    assert "T-1" in headway("item", "show", "T-1")[1]


def test_fields_are_emptied_and_versions_checked(headway: Any) -> None:
    headway("item", "create", "task", "x", "--due", "2026-09-01")
    code, out, _ = headway("item", "update", "T-1", "--clear", "due", "--version-seen", "1", "--json")
    assert (code, json.loads(out)["version"]) == (0, 2)
    code, out, _ = headway("item", "update", "T-1", "--title", "y", "--version-seen", "1", "--json")
    problem = json.loads(out)
    assert (code, problem["code"], problem["version"]) == (1, "stale", 2)


def test_the_same_key_does_it_once(headway: Any) -> None:
    for _ in range(2):
        out = headway("item", "create", "task", "once", "--idempotency-key", "k", "--json")[1]
        assert json.loads(out)["key"] == "T-1"
    code, _, err = headway("item", "create", "task", "twice", "--idempotency-key", "k")
    assert (code, "Idempotency-Key" in err) == (1, True)


def test_relations_and_words_in_order(headway: Any) -> None:
    for title in ("a", "b"):
        headway("item", "create", "task", title)
    assert headway("relation", "add", "T-1", "depends-on", "T-2", "--lag", "-60")[0] == 0
    code, _, err = headway("relation", "add", "T-2", "depends-on", "T-1")
    assert code == 1
    assert err.startswith("headway: target: ")


def test_a_workspace_may_be_named_in_any_script(headway: Any) -> None:
    made = json.loads(headway("workspace", "create", "Продукт", "--json")[1])
    assert made["workspace"].startswith("workspace-")
    assert headway("item", "count", "", "--workspace", "Продукт")[1] == "0\n"
    assert headway("workspace", "create", "Продукт")[0] == 1


def test_whoever_has_read_enough_ends_it_quietly(headway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: Any, **__: Any) -> None:
        raise BrokenPipeError

    gone: list[tuple[int, int]] = []
    monkeypatch.setattr("headway.cli.main.os.dup2", lambda *ends: gone.append(ends))
    monkeypatch.setattr("sys.stdout.fileno", lambda: 1, raising=False)
    monkeypatch.setattr("headway.cli.show.answer", closed)
    assert headway("workspace", "list")[0] == 1
    assert len(gone) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "field", "said"),
    [
        (("item", "create", "task"), 2, "title", "this is required"),
        (("item", "create", "task", "x", "--due", "tomorrow"), 2, "due", "tomorrow"),
        (("item", "create", "chore", "x"), 2, "kind", "chore"),
        (("item", "create", "task", "caf\udce9"), 2, None, "word 4 is not UTF-8"),
        (("item", "list", "--as", "\udce9"), 2, None, "word 4 is not UTF-8"),
        (("item", "create", "task", "x", "y"), 2, None, "one word too many"),
        (("item", "create", "task", "x", "--colour", "red"), 2, "--colour", "--colour"),
        (("item", "move", "T-1", "doing"), 1, "key", "T-1"),
        (("item", "list", "kind:("), 2, "q", ""),
        (("item", "frob"), 2, None, "frob"),
        (("item", "list", "--workspace", "nowhere"), 1, "workspace", "there are: acme"),
        (("item", "list", "--as", "nobody@x.example"), 1, "as", "nobody@x.example"),
        (("token", "--user", "nobody@x.example"), 1, "user", "nobody@x.example"),
        (("user", "create", "ann", "--password", "correct horse battery"), 2, "email", "ann"),
        (("user", "create", "ann@x.example", "--password", "short"), 2, "password", "too short"),
        (("user", "password", "ann@x.example", "--password", "short"), 1, "email", "ann@x.example"),
        (("workspace", "create", "Acme"), 1, "name", "acme"),
        (("workspace", "create", "x" * 201), 2, "name", "at most 200"),
        (("workspace", "create", "!?"), 2, "name", "at least one letter"),
        (("workspace", "create", "Acme Two", "--slug", "Acme/2"), 2, "slug", "hyphens"),
        (("export", "--output", "/nowhere/at/all"), 1, None, "/nowhere/at/all.part: No such file"),
    ],
)
def test_what_is_wrong_is_said(
    headway: Any, arguments: tuple[str, ...], code: int, field: str | None, said: str
) -> None:
    assert headway(*arguments)[0] == code
    plain = headway(*arguments)
    assert plain[1] == ""
    assert said in plain[2]
    if field is not None:
        assert field in plain[2]
    as_json = headway(*arguments, "--json")
    problem = json.loads(as_json[1])
    assert as_json[0] == code
    assert problem["field"] == field
    assert as_json[2] == ""


def test_acts_are_those_of_the_member_named(headway: Any, world: Any) -> None:
    headway("item", "create", "task", "Secret", "--private")
    assert headway("item", "count", "--as", world.email("member"))[1] == "0\n"
    code, _, err = headway("label", "remove", "x", "--as", world.email("member"))
    assert (code, "role" in err) == (1, True)


def test_a_workspace_is_named_by_name_or_short_name(headway: Any) -> None:
    assert headway("workspace", "create", "Umbrella Works", "--json")[0] == 0
    code, _, err = headway("item", "count")
    assert code == 1
    assert "acme, umbrella-works" in err
    for name in ("Umbrella Works", "umbrella-works", "UMBRELLA WORKS"):
        assert headway("item", "count", "--workspace", name)[1] == "0\n"
    rows = json.loads(headway("workspace", "list", "--json")[1])
    assert [(row["workspace"], row["members"], row["items"]) for row in rows] == [
        ("acme", 5, 0),
        ("umbrella-works", 0, 0),
    ]


def test_a_token_is_printed_and_nothing_else(headway: Any, world: Any) -> None:
    code, out, err = headway("token", "--workspace", "acme", "--user", world.email("member"), "--scopes", "read")
    assert (code, out[:3], out.count("\n"), err) == (0, "hw_", 1, "")
    assert "read" in headway("token", "list", "--as", world.email("member"))[1]


def test_a_user_signs_in_with_the_password_given_last(headway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth import authenticate

    assert headway("user", "create", "New@Acme.example", "--password", "correct horse battery")[0] == 0
    assert headway("user", "password", "new@acme.example", "--password", "battery staple horse")[0] == 0
    assert authenticate(username="new@acme.example", password="correct horse battery") is None
    assert authenticate(username="new@acme.example", password="battery staple horse") is not None
    assert "new@acme.example" in headway("user", "list")[1]
