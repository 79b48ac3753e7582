"""Mutation of the suite itself: what is changed, what is said of it, and what is kept."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.matrix import ROOT
from tests.mutants import __main__ as command
from tests.mutants.__main__ import _is_of_shard, _shard
from tests.mutants.choosing import changed_lines, layers, modules
from tests.mutants.making import mutants_of, mutated
from tests.mutants.reasons import Reason, of_no_mutant, reasons

if TYPE_CHECKING:
    from pathlib import Path


def made_of(source: str) -> set[str]:
    return {each.becomes for each in mutants_of("any.py", source)}


@pytest.mark.parametrize(
    ("source", "becomes"),
    [
        ("a = b < c", {"a = b <= c"}),
        ("a = b == c", {"a = b != c"}),
        ("a = b not in c", {"a = b in c"}),
        ("a = b is None", {"a = b is not None"}),
        ("a = b and c", {"a = b", "a = c"}),
        ("a = not b", {"a = b"}),
        ("a = b - c", {"a = b"}),
        ("a = b | c", {"a = b", "a = c"}),
        ("a = 1", {"a = 2"}),
        ("a = True", {"a = False"}),
        ("a = b if c else d", {"a = b if not c else d"}),
        ("a = [b for b in c if b]", {"a = [b for b in c if not b]"}),
        ("a = any(b)", {"a = all(b)"}),
        ("a = sorted(b, key=c)", {"a = list(b)"}),
        ("a = b.partition(c)", {"a = b.rpartition(c)"}),
        ("a = {'b'}", {"a = {'~another~'}"}),
        ("a = b['c']", {"a = b['~another~']"}),
        ("a = b.get('c')", {"a = b.get('~another~')"}),
        ("a(b)", {"pass"}),
        ("a.b = c", {"pass"}),
        ("a += b", {"pass"}),
        ("del a.b", {"pass"}),
        ("while a:\n    break", {"while not a:", "pass"}),
        ("raise A('1 of 2')", {"pass"}),
        ("def a():\n    return b", {"return None"}),
        ("def a():\n    yield b", {"pass"}),
        ("def a(*, b=True): ...", {"def a(*, b=False):"}),
        ("def a():\n    b = c\n    b = d", {"pass"}),
        ("a = lambda b: b == c", {"a = lambda b: b != c"}),
        ("try: b = c\nexcept D: b = e", {"except ():"}),
        ("try: b = c\nexcept (D, E): b = e", {"except (D,):", "except (E,):"}),
        ("match a:\n    case b.C: d = e\n    case _: d = f", {"case b.C if False:"}),
    ],
    ids=lambda each: each.replace("\n", "|") if isinstance(each, str) else "",
)
def test_what_decides_something_is_changed(source: str, becomes: set[str]) -> None:
    assert made_of(source) == becomes


@pytest.mark.parametrize(
    "source",
    [
        "'''What it is.'''",
        "import a",
        "a: int | None",
        "A = Literal['b']",
        "__all__ = ['a']",
        "assert a",
        "del a",
        "a = b",
        "a = f'{b if c else d} of {e}'",
        "a = b('words that people read')",
        "a = b.c('words that people read')",
        "@a(b=True)\ndef c(): ...",
        "if TYPE_CHECKING:\n    from a import b",
        "def a() -> b | c: ...",
        "class A(B, c=True): ...",
    ],
)
def test_what_decides_nothing_is_left_alone(source: str) -> None:
    assert made_of(source) == set()


REAL = "harness/ageing/ledger.py"
MSON = "spec/compiler/mson_line.py"


def test_each_mutant_of_a_module_is_another_program() -> None:
    source = (ROOT / REAL).read_text(encoding="utf-8")
    mutants = mutants_of(REAL, source)
    programs = {ast.dump(mutated(source, each.index)) for each in mutants}

    assert len(programs) == len({each.id for each in mutants}) == len(mutants) > 60
    assert ast.dump(ast.parse(source)) not in programs


def test_mutant_keeps_its_name_when_other_lines_change() -> None:
    [before] = mutants_of("any.py", "def a(b):\n    return b\n")
    [_, after] = mutants_of("any.py", "C = 1\n\n\ndef a(b):\n    return b\n")

    assert (before.id, after.id) == ("a: return b -> return None #1",) * 2
    assert (before.place, after.place) == ("any.py:2", "any.py:5")


def test_mutants_that_read_alike_are_told_apart() -> None:
    made = mutants_of("any.py", "def a():\n    b()\n    b()\n")

    assert [each.nth for each in made] == [1, 2]


def test_every_reason_is_about_a_mutant() -> None:
    known = reasons()
    stale = [
        str(each)
        for file in sorted({each.file for each in known})
        for each in of_no_mutant(
            known, file, mutants_of(file, (ROOT / file).read_text(encoding="utf-8"))
        )
    ]

    assert stale == []
    assert [str(each) for each in known if len(each.reason.split()) < 4] == []
    assert len({(each.file, each.id) for each in known}) == len(known)


def test_reason_for_a_mutant_that_is_no_more_is_told() -> None:
    mutants = mutants_of("any.py", "a = 1\n")
    true = Reason("any.py", "", "a = 1", "a = 2", "any")
    other = Reason("any.py", "", "a = 2", "a = 3", "any")

    assert of_no_mutant([true, other], "any.py", mutants) == [other]


def test_shards_part_the_mutants() -> None:
    told = [str(each) for each in range(100)]
    parts = [{each for each in told if _is_of_shard(each, (n, 3))} for n in (1, 2, 3)]

    assert set().union(*parts) == set(told)
    assert sum(map(len, parts)) == len(told)
    assert all(parts)


@pytest.mark.parametrize("told", ["0/3", "4/3", "3", "a/b", "/", "1/0"])
def test_shard_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(Exception, match="is no I/N"):
        _shard(told)


def test_branch_without_a_change_has_no_mutants(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "changed_lines", lambda *_: {})
    monkeypatch.setattr(command, "find_spec", lambda _: object())

    assert command.main(["--changed", "--since", "another"]) == 0
    assert capsys.readouterr().out == (
        "no line of the harness or the compiler differs from another\n"
    )


def test_missing_coverage_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)

    assert command.main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_modules_on_which_a_verdict_hangs_are_there() -> None:
    found = modules(ROOT, [])

    assert {REAL, "harness/redaction/redactor.py", "spec/compiler/mson.py"} <= set(found)
    assert modules(ROOT, ["harness/ageing/led*.py"]) == [REAL]


def test_tests_of_a_modules_name_come_first_and_no_test_twice() -> None:
    found = layers(ROOT, REAL, "all")

    assert found[0] == [f"tests/harness/ageing/test_{name}.py" for name in ("ledger", "ledgers")]
    assert "tests/harness/ageing/test_planting.py" in found[1]
    assert len({test for layer in found for test in layer}) == sum(map(len, found))
    assert layers(ROOT, "spec/compiler/mson_line.py", "own")[0][0] == "tests/spec/test_mson.py"


@pytest.mark.starts_process
def test_lines_that_differ_are_read_from_git(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        told = ["git", "-c", "user.name=a", "-c", "user.email=a@b.test", *words]
        subprocess.run(told, cwd=tmp_path, check=True, capture_output=True)

    (tmp_path / "harness").mkdir()
    file = tmp_path / "harness" / "any.py"
    file.write_text("a\nb\nc\nd\n")
    git("init", "-b", "main")
    git("add", ".")
    git("commit", "-m", "any")
    git("switch", "-c", "branch")
    git("switch", "main")
    (tmp_path / "harness" / "other.py").write_text("what main has got since\n")
    git("add", ".")
    git("commit", "-m", "other")
    git("switch", "branch")
    file.write_text("a\nB\nc\nd\ne\nf\n")

    assert changed_lines(tmp_path, "main") == {"harness/any.py": {2, 5, 6}}


SMALL = '''"""Any."""
LEAST = 2
def _twice(number):
    return number * 2
FOUR = _twice(2)
def is_enough(number):
    return number >= LEAST
def upto(number):
    found = []
    while len(found) < number:
        found.append(len(found))
    return found
def unproven(number):
    return number
'''
ITS_TESTS = """import pytest
from harness.room.small import FOUR, is_enough, upto
@pytest.mark.parametrize("number", [1, 3])
def test_enough(number): assert is_enough(number) is (number == 3)
def test_four(): assert FOUR == 4
def test_upto(): assert upto(2) == [0, 1]
"""
ITS_REASON = """[[survivor]]
file = "harness/room/small.py"
scope = "unproven"
was = "return number"
becomes = "return None"
reason = "nobody asks for it"
"""
ONE_MORE = "def test_just_enough(): assert is_enough(2)\n"
ITS_RUNS = """
import contextlib, io, json, pathlib, sys
from tests.mutants.__main__ import main
from tests.mutants.running import Module
root = pathlib.Path(sys.argv[1])
said = []
def run(*options):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(["--module", "harness/room/small.py", *options], root)
    said.append([code, out.getvalue()])
def write(file, text):
    (root / file).write_text(text)
small, tests, own_reasons = sys.argv[2:]
run()
run("--shard", "1/2")
run("--shard", "2/2")
write("tests/harness/room/test_small.py", tests)
write("tests/mutants/reasons.toml", own_reasons)
from tests.mutants import keeping
keeping.sum_of.cache_clear()
run()
write("tests/mutants/reasons.toml", own_reasons.replace("return None", "return 1"))
run()
print(json.dumps(said))
"""


@pytest.mark.starts_process
@pytest.mark.skipif(
    find_spec("coverage") is None, reason="NOT LOOKED AT: `make mutants` brings coverage.py"
)
def test_what_no_test_misses_is_said_until_one_does(tmp_path: Path) -> None:
    for folder in ("harness/room", "tests/harness/room", "tests/mutants"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "harness" / "room" / "small.py").write_text(SMALL)
    (tmp_path / "tests" / "harness" / "room" / "test_small.py").write_text(ITS_TESTS)
    for package in ("harness", "harness/room"):
        (tmp_path / package / "__init__.py").touch()
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --disable-plugin-autoload\n")
    told = [str(tmp_path), SMALL, ITS_TESTS + ONE_MORE, ITS_REASON]

    done = subprocess.run(
        [sys.executable, "-c", ITS_RUNS, *told],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    whole, first, second, mended, stale = json.loads(done.stdout)
    lines = whole[1].splitlines()
    assert whole[0] == 1
    assert lines[0].endswith("harness/room/small.py: 9 of 12"), whole[1]
    assert lines[1:] == [
        "harness/room/small.py:2: at the top",
        "  - LEAST = 2",
        "  + LEAST = 3",
        "  no test misses it",
        "harness/room/small.py:7: is_enough",
        "  - return number >= LEAST",
        "  + return number > LEAST",
        "  no test misses it",
        "harness/room/small.py:14: unproven",
        "  - return number",
        "  + return None",
        "  no test runs its line",
    ]
    assert sorted([*first[1].splitlines()[1:], *second[1].splitlines()[1:]]) == sorted(lines[1:])
    assert mended == [0, "100 %  harness/room/small.py: 11 of 11, 1 stay\n"]
    assert stale[0] == 1
    assert "no test runs its line" in stale[1]
    assert stale[1].endswith("  + return 1\n  is no mutant any more\n")
