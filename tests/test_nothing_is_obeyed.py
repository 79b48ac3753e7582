"""What an instance says is read, and never obeyed: by a terminal, a pipeline or a page."""

from __future__ import annotations

import html
import json
import re
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from harness.redaction.visible import hidden_in, visible
from tests.harness.making import ACCOUNT, CANARY, MARKUP
from tests.harness.wire import FLAGS, a_wire, http
from tests.matrix import reference_instances, run_suite, write_targets

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix import Run

pytestmark = pytest.mark.starts_process

BLOCK = r"(?ms)^(`{3,})\w*$.*?^\1$"
"""Of code, in Markdown: what stands in it is no markup, and calls nobody."""
OBEYED = "\x1b[31m\x1b]8;;evil.test\x07here\x1b]52;c;cm0=\x07\x9b2J\u202e\u2028\u200b\ufffe\x7f"
LINES = f"::error file=x::{MARKUP} @octocat | `a` {OBEYED}\n##[error]x ##teamcity[testFailed]\n"
PIPELINE = {"GITHUB_ACTIONS": "true", "GITHUB_HEAD_REF": MARKUP, "BUILD_TAG": MARKUP}
"""What plugins of pytest show of a pipeline: a branch may be called anything."""
ANNOTATION = re.compile(
    r"::(error|notice) (file=spec/blueprints/cdp/[a-z]+\.apib,line=\d+,)?"
    r"title=(cdp%3A [a-z0-9.-]+|and \d+ more)::[^:]"
)
"""What the suite itself has a pipeline show of a broken rule."""
LOUD = ("-vvv", "--showlocals", "--log-level=DEBUG", "--color=no")


def hostile(status: int, body: bytes, media_type: str) -> bytes:
    """Write an answer that holds such text in every place."""
    text = OBEYED.replace("\u2028", "").encode()
    head = [b"HTTP/1.1 %d Gone %s" % (status, text), b"Content-Type: " + media_type.encode()]
    head += [b"X-Request-Id: " + text, b"Set-Cookie: a%s=b%s; Path=/%s" % (text, text, text)]
    return b"\r\n".join([*head, b"Content-Length: %d" % len(body), b"", body])


FILES = ("summary.md", "junit.xml", "results.json", "record.json", "exchanges.har", "history.html")


@pytest.fixture(scope="module", params=["application/json", "text/plain"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give a loud run on an instance whose every answer but the first look-up is hostile."""
    said = {"message": LINES, "token": None, OBEYED: LINES, "id": "\ud800"}
    body = json.dumps(said).encode() if request.param.endswith("json") else LINES.encode()
    directory = tmp_path_factory.mktemp("hostile")
    account = {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY}
    with a_wire() as wire:
        wire.look_up = http(200, {"authentication_options": FLAGS, OBEYED: LINES})
        wire.answers = [hostile(418, body, request.param)]
        options = ["--target-url", wire.url, "--product", "cdp", *LOUD]
        options += ["--history", str(directory / "history.json")]
        return run_suite(options, directory / "reports", account | PIPELINE)


def test_hostile_instance_is_broken_and_its_words_are_shown(run: Run) -> None:
    assert run.exit_code == 1
    assert visible(OBEYED)[:10] in run.console


def test_console_holds_nothing_that_is_obeyed(run: Run) -> None:
    assert hidden_in(run.console) is None
    others = [line for line in run.console.splitlines() if not ANNOTATION.match(line)]
    assert not re.search(r"(?m)^\s*::[a-z]|##[a-z]*\[", "\n".join(others))


def test_annotations_are_the_suite_s_own(run: Run) -> None:
    commands = [line for line in run.console.splitlines() if line.startswith("::")]

    assert commands
    assert [line for line in commands if not ANNOTATION.match(line)] == []


@pytest.mark.parametrize("name", FILES)
def test_file_holds_nothing_that_is_obeyed(run: Run, name: str) -> None:
    assert hidden_in((run.reports / name).read_text(encoding="utf-8")) is None


def test_junit_is_xml(run: Run) -> None:
    suite = ElementTree.parse(run.reports / "junit.xml")

    texts = [each.text or "" for each in suite.iter("failure")]
    assert any(visible(OBEYED)[:10] in each for each in texts)


def test_page_shows_nothing_that_is_obeyed(run: Run) -> None:
    page = (run.reports / "report.html").read_text(encoding="utf-8")
    [blob] = re.findall(r'data-jsonblob="([^"]*)"', page)

    shown = [*texts_of(json.loads(html.unescape(blob))), page.partition('class="mc"')[2]]

    assert [found for each in shown if (found := hidden_in(each))] == []
    assert MARKUP not in page
    assert not [each for each in shown[:-1] if MARKUP in each]


def texts_of(value: object) -> list[str]:
    """Every string of a structure."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return [value] if isinstance(value, str) else []


def test_summary_holds_no_markup_and_calls_nobody(run: Run) -> None:
    summary = (run.reports / "summary.md").read_text(encoding="utf-8")

    assert "octocat" in summary
    assert not re.search(r"(?<!\\)<img|@octocat|(?<!\\)`", re.sub(BLOCK, "", summary))


def test_text_of_an_instance_would_be_seen_outside_of_a_block() -> None:
    assert re.sub(BLOCK, "", "a\n````sh\n```\n````\n`b`\n") == "a\n\n`b`\n"


def test_words_of_a_first_look_are_shown(tmp_path: Path) -> None:
    with a_wire() as wire:
        wire.look_up = f"\x1b[2J\u202e{LINES}\r\n\r\n".encode()
        options = ["--target-url", wire.url, "--product", "cdp", "--effects", "read"]
        run = run_suite(options, tmp_path / "reports")

    assert run.exit_code == 10
    assert hidden_in(run.console + (run.reports / "summary.md").read_text()) is None


def test_name_of_a_file_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "a\x1b[31m\nb.toml"

    run = run_suite(["--targets-file", str(file), "--target", "x"], tmp_path / "reports")

    assert run.exit_code == 4
    assert rf"{tmp_path}/a\x1b[31m\nb.toml: there is no such file" in run.console


def test_words_of_a_helper_are_shown(tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text(f"#!{sys.executable}\nimport sys\nsys.exit({LINES!a})\n")
    hook.chmod(0o755)
    with reference_instances({"acme": "cdp"}) as instances:
        file, environment = write_targets(tmp_path, instances, "session", ager=False)
        file.write_text(f'{file.read_text()}[targets.acme.token_ager]\ncommand = ["{hook}"]\n')
        options = ["--targets-file", str(file), "--target", "acme", "-k", "expired", *LOUD]
        run = run_suite(options, tmp_path / "reports", environment)

    assert run.exit_code == 11
    assert f"token_ager: {hook} ended with 1:" in run.console
    assert hidden_in(run.console + (run.reports / "summary.md").read_text()) is None
