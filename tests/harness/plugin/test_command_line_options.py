"""The options as a user gives them, each in a process of its own."""

import re
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from tests.harness.making import ACCOUNT, CANARY
from tests.harness.wire import a_wire, http
from tests.matrix import ROOT, run_suite
from tests.products import PRODUCTS

pytestmark = pytest.mark.starts_process

NOWHERE = ("--target-url", "http://127.0.0.1:1", "--product", "me", "--effects", "read")
FILE = """
[targets.staging]
url = "http://127.0.0.1:1"
product = "me"
"""
WRONG = '''
from harness.contract import rule


@rule("options.publik")
def test_options_are_public(api):
    """Anyone may look the options up."""
'''


@pytest.fixture
def file(tmp_path):
    file = tmp_path / "targets.toml"
    file.write_text(FILE)
    return file


NAMED = ("--target", "staging", "--targets-file")
WITH_AN_ACCOUNT = """
[targets.staging.account]
email = "qa@acme.test"
password = "env:STAGING_PASSWORD"
"""


def run_with_ledger(tmp_path, file, key, content=None):
    file.write_text(FILE + WITH_AN_ACCOUNT)
    ledger = tmp_path / "ledger"
    ledger.mkdir()
    if content is not None:
        (ledger / "staging.ledger").write_bytes(content)
    environment = {"STAGING_PASSWORD": CANARY, "MEIRO_LEDGER_KEY": key}
    options = [*NAMED, str(file), "--ledger", str(ledger)]
    return run_suite(options, tmp_path / "reports", environment)


KEY = Fernet.generate_key().decode()


@pytest.mark.parametrize(
    ("key", "content", "words"),
    [
        ("", None, "--ledger needs MEIRO_LEDGER_KEY"),
        ("short", None, "MEIRO_LEDGER_KEY: is no key"),
        (KEY, b"nonsense", "staging.ledger: is damaged; nothing was changed"),
        (KEY, b"meiro-ledger 1 00000000\n", "staging.ledger: is sealed with another key"),
    ],
    ids=["no-key", "no-such-key", "damaged", "another-key"],
)
def test_ledger_that_cannot_be_read_is_one_line_and_exit_4(tmp_path, file, key, content, words):
    run = run_with_ledger(tmp_path, file, key, content)

    assert run.exit_code == 4
    assert lines_of(run, words)
    assert "Traceback" not in run.console


def test_clock_moved_by_no_number_is_one_line_and_exit_4(tmp_path):
    run = run_suite(NOWHERE, tmp_path / "reports", {"MEIRO_CLOCK": "soon"})

    assert run.exit_code == 4
    assert lines_of(run, "MEIRO_CLOCK: 'soon' is no number of seconds")


def lines_of(run, words):
    return [line for line in run.console.splitlines() if words in line]


def test_readme_names_every_option_that_help_does():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = [line for line in readme.splitlines() if line.startswith("| `--")]
    named = {option for row in rows for option in re.findall(r"--[a-z-]+", row.split(" | ")[0])}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    section = done.stdout.partition("Meiro contracts:\n")[2].partition("\n\n")[0]

    assert set(re.findall(r"^  (--[a-z-]+)", section, re.MULTILINE)) == named


def test_unreachable_target_is_one_line_and_exit_10(tmp_path):
    run = run_suite(NOWHERE, tmp_path / "reports")

    assert run.exit_code == 10
    assert run.verdict("me") == "unreachable"
    [told, line] = lines_of(run, "unreachable: ")
    assert told.startswith("new: me: newly unreachable: GET http://127.0.0.1:1/")
    assert line.startswith("me (http://127.0.0.1:1) unreachable: GET http://127.0.0.1:1/")
    assert "Traceback" not in run.console


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--min-proven", "3"], 10), (["--min-proven", "2"], 0), ([], 0)],
    ids=["too-few", "enough", "not-asked"],
)
def test_less_than_min_proven_is_exit_10_and_told_everywhere(tmp_path, arguments, code):
    with a_wire() as wire:
        target = ["--target-url", wire.url, "--product", "cdp", "--effects", "read"]
        run = run_suite([*target, *arguments, "-k", "test_options_are"], tmp_path / "reports")

    assert run.exit_code == code, run.console
    texts = [run.console, (run.reports / "summary.md").read_text()]
    texts.append((run.reports / "report.html").read_text())
    words = "too few rules proven: 2, where --min-proven asks for 3"
    assert [words in each for each in texts] == [code == 10] * 3


@pytest.mark.parametrize("product", PRODUCTS)
def test_one_product_is_collected_alone(tmp_path, product):
    options = ["--target-url", "http://127.0.0.1:1", "--product", product, "--collect-only", "-q"]

    run = run_suite(options, tmp_path / "reports")

    assert run.exit_code == 0, run.console
    assert "NOTSET" not in run.console


@pytest.mark.parametrize("beside", [None, "pytest.ini"])
def test_targets_file_may_stand_elsewhere(tmp_path, file, beside):
    if beside is not None:
        (tmp_path / beside).write_text("[pytest]\n")
    options = ["--targets-file", str(file), "--target", "staging", "--effects", "read"]

    run = run_suite(options, tmp_path / "reports", configuration=())

    assert run.exit_code == 10
    assert run.verdict("staging") == "unreachable"
    assert lines_of(run, "configfile: pyproject.toml")


def test_refused_account_is_one_line_of_both_causes_and_exit_10(tmp_path):
    with a_wire() as wire:
        wire.answers = [http(401, {"message": "no"})]
        account = {"MEIRO_EMAIL": ACCOUNT.email, "MEIRO_PASSWORD": CANARY}
        options = ["--target-url", wire.url, "--product", "cdp"]

        run = run_suite(options, tmp_path / "reports", account)

    assert run.exit_code == 10
    assert run.verdict("cdp") == "refused"
    [told, line] = lines_of(run, "refused: ")
    assert told.startswith("new: cdp: newly refused: log-in of the configured account")
    assert "password is wrong" in line
    assert "log-in is broken" in line
    assert len(wire.requests) == 2, "it must not be tried again"
    assert CANARY not in run.console


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--target-url", "http://127.0.0.1:1"], "--target-url needs --product (cdp, me, mi)"),
        (["--target", "x", *NOWHERE], "--target and --target-url exclude each other"),
        (["--target", "stagin"], "--target: 'stagin' is unknown; did you mean 'staging'?"),
        (["--effects", "acount"], "--effects: invalid choice: 'acount'"),
        (["--max-time", "nan"], "--max-time: must be a positive number of seconds, not 'nan'"),
        (["--min-proven", "0", *NOWHERE], "--min-proven: must be 1 or more, not '0'"),
        (["--target", ""], "--target: names no instance"),
        (["--target", "staging"], "targets.staging: no account, which effects = session need"),
        (NOWHERE[:4], "--target-url: no account, which effects = session need: set MEIRO_EMAIL"),
        ([*NOWHERE, "--ledger", "README.md"], "--ledger: README.md is a file, and must be"),
        (["--target", "staging", "README.md"], "no contract is in README.md; --target: an option"),
    ],
    ids=str,
)
def test_bad_option_is_one_line_and_exit_4(tmp_path, file, options, words):
    environment = {"MEIRO_LEDGER_KEY": KEY}

    run = run_suite([f"--targets-file={file}", *options], tmp_path / "reports", environment)

    assert run.exit_code == 4
    assert len(lines_of(run, words)) == 1
    assert len(run.console.strip().splitlines()) == 1
    assert "Traceback" not in run.console
    assert not run.reports.exists()


def test_misspelt_key_is_one_line_and_exit_4(tmp_path, file):
    file.write_text(FILE.replace("product", "prodct"))

    run = run_suite(["--targets-file", str(file), "--target", "all"], tmp_path / "reports")

    assert run.exit_code == 4
    words = f"{file}: targets.staging: 'prodct' is unknown; did you mean 'product'?"
    assert lines_of(run, words) == [f"ERROR: {words}"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--collect-only", *NOWHERE],
        ["tests/harness/redaction/test_redactor.py", "-k", "first_label"],
    ],
    ids=["collect-only", "tests-of-the-suite"],
)
def test_reports_are_left_alone_where_no_contract_runs(tmp_path, arguments):
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "results.json").write_text("of an earlier run")

    run = run_suite(arguments, reports)

    assert run.exit_code == 0
    assert [each.name for each in reports.iterdir()] == ["results.json"]
    assert (reports / "results.json").read_text() == "of an earlier run"


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one-process", "two-workers"])
def test_unknown_rule_stops_the_run_in_one_line_and_exit_2(tmp_path, workers):
    wrong = tmp_path / "test_wrong.py"
    wrong.write_text(WRONG)
    arguments = ["contracts/test_options.py", str(wrong), *workers]

    with a_wire() as wire:
        options = ["--target-url", wire.url, "--product", "cdp", "--effects", "read"]
        run = run_suite([*arguments, *options], tmp_path / "reports")

    assert run.exit_code == 2
    words = "test_options_are_public: spec/rules.toml has no rule 'options.publik'"
    assert lines_of(run, words)
    assert "Traceback" not in run.console
    assert all(each["test"].startswith("contracts::") for each in run.results["results"])


@pytest.mark.parametrize("path", ["contracts/test_nothing.py", "contracts/test_nothing.py::test_x"])
def test_path_that_is_not_there_is_one_line_and_exit_4_before_anything_is_sent(tmp_path, path):
    with a_wire() as wire:
        options = ["--target-url", wire.url, "--product", "cdp"]
        run = run_suite(["contracts/test_options.py", path, *options], tmp_path / "reports")

    assert run.exit_code == 4
    assert lines_of(run, f"ERROR: file or directory not found: {path}")
    assert wire.requests == []


@pytest.mark.parametrize("option", ["--junitxml", "--html"])
@pytest.mark.parametrize("name", ["a-file/it", "a-directory"])
def test_file_that_can_t_be_written_is_one_line_and_exit_4_before_anything_is_sent(
    tmp_path, option, name
):
    (tmp_path / "a-file").write_text("")
    (tmp_path / "a-directory").mkdir()
    with a_wire() as wire:
        named = ["--target-url", wire.url, "--product", "cdp", "--effects", "read"]
        run = run_suite([*named, f"{option}={tmp_path / name}"], tmp_path / "reports")

    assert run.exit_code == 4
    assert len([line for line in run.console.splitlines() if str(tmp_path / name) in line]) == 1
    assert "Traceback" not in run.console
    assert wire.requests == []


def test_workers_have_the_projects_configuration_where_the_run_makes_a_path_that_is_named(tmp_path):
    reports = tmp_path / "reports"  # not there until the run has made it
    command = [sys.executable, "-m", "pytest", "-n", "1", "contracts/test_options.py"]

    run = subprocess.run(
        [*command, "--reports", str(reports)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert (reports / "results.json").is_file()
