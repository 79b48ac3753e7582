"""``--history`` as a user gives it: what is refused before a run, and what a part of one leaves."""

import json

import pytest

from harness.history import store
from harness.history.store import Entry, PastTarget
from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import a_wire
from tests.matrix import reference_instances, run_suite, write_targets

pytestmark = pytest.mark.starts_process

NOWHERE = ("--target-url", "http://127.0.0.1:1", "--product", "me", "--effects", "read")
SINCE = "2027-01-01T12:00:00Z"
NEWER = '{"format": 99}\n'


def test_directory_of_the_history_is_made(tmp_path):
    file = tmp_path / "kept" / "at" / "history.json"

    run = run_suite([*NOWHERE, "--history", str(file)], tmp_path / "reports")

    assert run.exit_code == 10
    assert store.read(file)["me"].verdict == "unreachable"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a-file/history.json", "can't be used"),
        ("a-directory", "can't be used"),
        ("", "names no file"),
    ],
    ids=["below-a-file", "a-directory", "empty"],
)
def test_history_that_cannot_be_kept_is_one_line_and_exit_4_before_anything_is_sent(
    tmp_path, name, words
):
    (tmp_path / "a-file").write_text("")
    (tmp_path / "a-directory").mkdir()
    history = str(tmp_path / name) if name else ""
    with a_wire() as wire:
        target = ["--target-url", wire.url, "--product", "cdp"]

        run = run_suite(
            [*target, f"--history={history}"],
            tmp_path / "reports",
            {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY},
        )

    [line] = [each for each in run.console.splitlines() if "--history" in each]
    assert run.exit_code == 4
    assert line.startswith(f"ERROR: --history: {history}")
    assert words in line
    assert wire.requests == []


@pytest.mark.parametrize(
    ("content", "words", "is_kept"),
    [
        (NEWER, "is of format 99, from a newer version of the suite, and is left as it is", True),
        ('{"format": 2, "targets": {"me": 5}}', "is damaged, and is begun anew", False),
    ],
    ids=["newer", "damaged"],
)
def test_history_that_cannot_be_read_is_one_line_and_the_run_goes_on(
    tmp_path, content, words, is_kept
):
    file = tmp_path / "history.json"
    file.write_text(content)

    run = run_suite([*NOWHERE, "--history", str(file)], tmp_path / "reports")

    assert run.exit_code == 10
    assert f"history: {file}: {words}\n" in run.console
    assert words in (run.reports / "summary.md").read_text().partition("\n# ")[0]
    assert (file.read_text() == content) is is_kept


@pytest.fixture(scope="module")
def instances():
    names = {"honest": "me", "faulty": "me+options-flags-as-text"}
    with reference_instances(names) as started:
        yield started


@pytest.mark.parametrize(
    ("target", "arguments", "words"),
    [
        ("honest", ["contracts"], ["newly fixed"]),
        ("honest", ["-k", "not logout"], []),
        ("honest", ["contracts/test_options.py"], []),
        ("honest", ["--deselect", "contracts/test_logout.py"], []),
        ("faulty", ["-x"], []),
    ],
    ids=["whole", "by-name", "one-file", "deselected", "cut-short"],
)
def test_rule_is_fixed_by_a_run_that_checked_it_and_known_to_one_that_did_not(
    tmp_path, instances, target, arguments, words
):
    file, environment = write_targets(tmp_path, instances, "session")
    history = tmp_path / "history.json"
    broken = PastTarget({"logout.answers": Entry("broken", SINCE)}, "broken", SINCE)
    history.write_text(json.dumps(store.as_json({target: broken})))

    options = ["--targets-file", str(file), "--target", target, "--history", str(history)]
    run = run_suite([*options, "-p", "no:html", *arguments], tmp_path / "reports", environment)

    told = [line for line in run.console.splitlines() if line.startswith(f"new: {target}: logout")]
    assert told == [f"new: {target}: logout.answers: {each}" for each in words], run.console
    known = store.read(history)[target]
    assert known.rules["logout.answers"].outcome == ("kept" if words else "broken")
    assert known.verdict == ("broken" if not words else run.verdict(target))
    assert ("did not check everything" in (run.reports / "summary.md").read_text()) == (not words)


def test_history_knows_which_contracts_met_what_is_not_documented(tmp_path, instances):
    file, environment = write_targets(tmp_path, instances, "read")
    history, contract = tmp_path / "history.json", "contracts/test_options.py::test_"

    options = ["--targets-file", str(file), "--target", "faulty", "--history", str(history)]
    run = run_suite([*options, "-p", "no:html"], tmp_path / "reports", environment)

    [place] = store.read(history)["faulty"].rules["answers.documented"].broken_at
    assert run.exit_code == 1
    assert (place.operation, place.case) == ("getAuthenticationOptions", "200")
    assert set(place.senders) >= {
        "",
        f"{contract}options_are_given_without_a_token[faulty]",
        f"{contract}flags_are_of_their_documented_form[faulty]",
    }
