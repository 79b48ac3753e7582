"""The command line: exit codes, what is refused, and what is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from spec.__main__ import ROOT, main
from spec.diff import reading

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "# A\n\n## Things [/things]\n\n### List things [GET]\n\nAll of them.\n\n+ Response 200\n"
MORE = f"{PAGE}\n+ Response 404\n"
OTHER_WORDS = PAGE.replace("All of them", "Every one")
NO_OPENAPI = "no OpenAPI document: `openapi: 3.…` was looked for"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which versions are written, as the one that the command runs in."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("old", PAGE), ("more", MORE), ("words", OTHER_WORDS)):
        (tmp_path / f"{name}.apib").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["old.apib", "old.apib"], 0, id="no change"),
        pytest.param(["old.apib", "more.apib"], 1, id="compatible"),
        pytest.param(["old.apib", "words.apib"], 1, id="wording"),
        pytest.param(["old.apib", "words.apib", "--ignore-wording"], 0, id="wording ignored"),
        pytest.param(["old.apib", "more.apib", "--ignore-wording"], 1, id="not only wording"),
        pytest.param(["more.apib", "old.apib"], 2, id="breaking"),
        pytest.param(["old.apib", "none.apib"], 3, id="no such file"),
        pytest.param(["old.apib", "none.yaml"], 3, id="no such document"),
    ],
)
def test_exit_code_tells_what_changed(arguments: list[str], code: int, files: Path) -> None:
    del files

    assert main(["diff", *arguments]) == code


def test_pages_without_a_name_differ_in_nothing_but_their_files(files: Path) -> None:
    for name in ("before", "after"):
        (files / f"{name}.apib").write_text(PAGE.removeprefix("# A\n\n"), encoding="utf-8")

    assert main(["diff", "before.apib", "after.apib"]) == 0
    assert main(["diff", "before.apib", "old.apib"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["old.apib"], ["old.apib", "more.apib", "--odd"], ["a", "b", "--format", "html"]],
    ids=["nothing", "one version", "unknown option", "unknown format"],
)
def test_bad_command_line_is_no_breaking_change(arguments: list[str], files: Path) -> None:
    del files

    with pytest.raises(SystemExit) as exit_info:
        main(["diff", *arguments])

    assert exit_info.value.code == 3


def test_help_says_what_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["diff", "--help"])

    told = capsys.readouterr().out
    assert exit_info.value.code == 0
    assert "Exit codes: 0, no change; 1, compatible changes or wording; 2, a breaking" in told
    assert "may be null now                                       compatible     breaking" in told


def test_diff_is_among_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "diff" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.yaml", b"swagger: '2.0'\n", f"a.yaml:1: error: {NO_OPENAPI}"),
        (
            "a.yaml",
            b"openapi: 2.0\n",
            "a.yaml:1: error: OpenAPI 2.0: `openapi: 3.…` was looked for",
        ),
        ("a.json", b"[]", f"a.json:1: error: {NO_OPENAPI}"),
        ("a.json", b"{\n1", "a.json:2:1: error: no JSON: Expecting property name"),
        ("a.json", b'{"a":' + b"9" * 5000 + b"}", "a.json:1: error: no JSON: Exceeds the limit"),
        ("a.yaml", b"a: [\n", "a.yaml:2:1: error: no YAML: did not find expected node content"),
        ("a.yaml", b"a: !!python/name:os.x ''\n", "a.yaml:1:4: error: no YAML: could not"),
        ("a.yaml", b"a: \x00\n", "a.yaml:1: error: no YAML: unacceptable character"),
        ("a.yaml", b"a: 1\nb: \xff\n", "a.yaml:2: error: not UTF-8"),
        ("a.yaml", b"a: " + b"[" * 100_000, "a.yaml:1: error: nested too deep"),
        ("a.json", b'{"a":' + b"[" * 100_000, "a.json:1: error: nested too deep"),
        ("a.yaml", b"openapi: 3.1.0\na: &a [*a]\n", "a.yaml:1: error: nested too deep"),
        ("a.apib", b"# A\n\n+ Response 200\n", "a.apib:3:1: error: "),
        ("a.txt", b"openapi: 3.1.0\n", "a.txt:1: error: neither a page nor a document (.apib, "),
    ],
    ids=[
        *("swagger", "old version", "no object", "no JSON", "huge number", "no YAML", "tag"),
        *("control character", "no UTF-8", "deep YAML", "deep JSON", "circle", "page", "ending"),
    ],
)
def test_file_that_cannot_be_compared_is_one_line(
    name: str, content: bytes, line: str, files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / name).write_bytes(content)

    assert main(["diff", "old.apib", name]) == 3

    output = capsys.readouterr()
    assert output.out == ""
    (told,) = [each for each in output.err.splitlines() if ": warning: " not in each]
    # PyYAML counts how deep it goes itself, from 6.0.4 on.
    told = told.replace("a.yaml:1:1003: error: no YAML: exceeded maximum nesting depth", line)
    assert told.startswith(line)


def test_aliases_that_multiply_are_refused(
    files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "_LARGEST", 10_000)
    lines = ["openapi: 3.1.0", "a0: &a0 [1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (files / "a.yaml").write_text("\n".join(lines))

    assert main(["diff", "old.apib", "a.yaml"]) == 3
    assert "a.yaml:1: error: too large to be compared" in capsys.readouterr().err


def test_both_files_that_cannot_be_compared_are_named(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del files

    assert main(["diff", "none.yaml", "gone.yaml"]) == 3

    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "none.yaml",
        "gone.yaml",
    ]


def test_page_and_document_are_compared(files: Path) -> None:
    assert main(["build", "old.apib", "--output", "old.yaml"]) == 0
    operation = {"summary": "List things", "responses": {200: {"description": "OK"}}}
    document = {"openapi": "3.1.0", "info": {"title": "A", "version": "1"}}
    item = {"summary": "Things", "get": operation | {"description": "All of them."}}
    (files / "same.json").write_text(json.dumps(document | {"paths": {"/things": item}}))

    assert main(["diff", "old.apib", "old.yaml"]) == 0
    assert main(["diff", "same.json", "old.yaml"]) == 0


def test_number_for_a_status_is_a_status(files: Path) -> None:
    paths = "paths: {/a: {get: {responses: {%s: {description: OK}}}}}\n"
    for name, status in (("a", "200"), ("b", "'200'")):
        (files / f"{name}.yaml").write_text("openapi: 3.1.0\n" + paths % status)

    assert main(["diff", "a.yaml", "b.yaml"]) == 0


@pytest.mark.starts_process
@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_exit_code_holds_whatever_reads_the_output(encoding: str, files: Path) -> None:
    command = [sys.executable, "-m", "spec", "diff", "more.apib", "old.apib"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding}
    reader, writer = os.pipe()
    os.close(reader)

    unread = subprocess.run(command, cwd=files, env=environment, stdout=writer, check=False)
    read = subprocess.run(command, cwd=files, env=environment, capture_output=True, check=False)

    os.close(writer)
    assert (unread.returncode, read.returncode) == (2, 2)
    assert b"GET /things, response 404: removed" in read.stdout
    assert read.stderr == b""


def test_folder_is_compiled_as_a_whole(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder, kind in (("one", "string"), ("two", "number")):
        (files / folder).mkdir()
        (files / folder / "a.apib").write_text(
            "# A\n\n## Things [/things]\n\n### List [GET]\n\n"
            "+ Response 200 (application/json)\n    + Attributes (Thing)\n"
        )
        types = f"# A\n\n# Data Structures\n\n## Thing\n+ id ({kind})\n"
        (files / folder / "types.apib").write_text(types)

    assert main(["diff", "one", "two"]) == 2
    assert "GET /things, response 200, field id: string → number" in capsys.readouterr().out


def test_folder_without_a_page_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "empty").mkdir()

    assert main(["diff", "old.apib", "empty"]) == 3
    assert "empty:1: error: a folder without a page" in capsys.readouterr().err
