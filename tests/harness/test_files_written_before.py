"""What runs of the version before left is read whole, and what is written now, it can read.

``data/before/README.md`` says how its files were made. The shapes that are asserted here are those
of that version: what it asks for, it must find.
"""

from __future__ import annotations

import base64
import json
import shutil
from collections import Counter
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from harness.ageing.ledger import Book, Ledgers
from harness.core import clock
from harness.core.outcomes import BudgetSpent, Outcome
from harness.generation.case import Case
from harness.generation.corpus import Corpus
from harness.history import store
from harness.history.store import Entry
from harness.reports.files import ReportFiles
from harness.targets.file import read_file
from harness.targets.known_deviation import KnownDeviation
from harness.targets.limits import Limits
from harness.targets.model import Account, AuthorizationFlow, Helper, MailboxAddress, Probe, Target
from tests.harness.certificates import Authority
from tests.harness.making import a_record, a_result, a_run, a_target

DATA = Path(__file__).parent / "data" / "before"
KEY = base64.urlsafe_b64encode(b"test-key-of-the-suite-no-secret!")
OWNER = {"url": "http://127.0.0.1:34483", "account": "qa@reference.test"}
TARGET = a_target(url=OWNER["url"], account=Account(OWNER["account"], "unused"))
COUNTS = "be88e9949e64.hourly"


def unsealed(file: Path) -> dict[str, Any]:
    """Return what a sealed file holds, by no code of the suite."""
    head, sealed = file.read_bytes().split(b"\n", 1)
    assert head == b"meiro-ledger 1 a12fe46d"
    content: dict[str, Any] = json.loads(Fernet(KEY).decrypt(sealed.strip()))
    return content


@pytest.fixture
def ledgers(tmp_path):
    for name in ("acme.ledger", COUNTS):
        shutil.copy(DATA / name, tmp_path)
    return Ledgers(tmp_path, KEY)


@pytest.fixture
def book(ledgers) -> Book:
    read: Book = ledgers.of(TARGET).read()
    return read


# The ledger


def test_ledger_holds_tokens_of_every_kind(book):
    assert Counter(each.kind for each in book.tokens.values()) == {
        "login": 8,
        "source": 8,
        "refreshed": 8,
        "sso": 8,
    }


def test_ledger_is_read_with_every_value(book):
    raw = unsealed(DATA / "acme.ledger")
    first = raw["specimens"][0]

    stored = book.tokens[first["id"]]

    assert len(book.tokens) == len(raw["specimens"])
    assert stored.token == first["token"]
    assert stored.batch == first["cohort"]
    assert stored.given.isoformat() == first["given"]
    assert stored.offset == first["offset"]
    assert [each.at.isoformat() for each in stored.observations] == [
        each["at"] for each in first["sightings"]
    ]


def test_ledger_knows_what_was_spent_and_how_old_its_parents_were(book):
    spent = [each for each in book.tokens.values() if each.spent]
    by_age = [each for each in book.tokens.values() if each.parent_age]

    assert {each.kind for each in spent} == {"login", "source"}
    assert {each.kind for each in by_age} == {"refreshed"}
    assert any(each.by == "refresh" and each.accepted for s in spent for each in s.observations)


def test_ledger_knows_what_was_proven(book):
    assert len(book.proofs) == 10
    assert book.proofs["test_expired_token_is_refused-getUser"].utcoffset() == timedelta()


def test_ledger_is_written_as_it_was(ledgers, tmp_path):
    with ledgers.of(TARGET).transaction():
        pass

    before, now = unsealed(DATA / "acme.ledger"), unsealed(tmp_path / "acme.ledger")
    assert (tmp_path / "acme.ledger").read_bytes() != (DATA / "acme.ledger").read_bytes()
    assert now == {name: before[name] for name in ("owner", "specimens", "proofs")}


# The counts of an hour


@pytest.fixture
def soon(monkeypatch):
    """The last count was a minute ago."""
    last = datetime.fromisoformat(unsealed(DATA / COUNTS)["hourly"]["logins"][-1])
    monkeypatch.setattr(clock, "now", lambda: last + timedelta(minutes=1))


@pytest.mark.usefixtures("soon")
def test_counts_of_the_last_hour_still_count(ledgers):
    counted = len(unsealed(DATA / COUNTS)["hourly"]["logins"])

    with pytest.raises(BudgetSpent, match=f"the budget is spent: {counted} logins an hour"):
        ledgers.hourly_of(TARGET).count({"logins": counted})


@pytest.mark.usefixtures("soon")
def test_counts_are_gone_on_with_in_the_same_file(ledgers, tmp_path):
    ledgers.hourly_of(TARGET).count({"logins": 1000})

    before, now = unsealed(DATA / COUNTS), unsealed(tmp_path / COUNTS)
    assert now["hourly"]["logins"][:-1] == before["hourly"]["logins"]
    assert len(list(tmp_path.glob("*.hourly"))) == 1


@pytest.mark.usefixtures("soon")
def test_counts_have_the_members_that_the_version_before_asks_for(ledgers, tmp_path):
    ledgers.hourly_of(TARGET).count({"logins": 1000})

    before, now = unsealed(DATA / COUNTS), unsealed(tmp_path / COUNTS)
    assert now | {"hourly": {}} == before | {"hourly": {}}


# The history


def written(file: Path) -> Any:
    return json.loads(file.read_text())


def test_history_is_written_as_it_was():
    file = DATA / "history.json"

    assert json.loads(json.dumps(store.as_json(store.read(file)))) == written(file)


def test_history_knows_where_a_rule_is_broken_and_who_met_it():
    rules = store.read(DATA / "history.json")["acme"].rules

    known = {each.operation: each.is_known for each in rules["logout.ends-session"].broken_at}
    by_search = "contracts/test_input.py::test_no_body_crashes_an_operation[acme~login]"
    [crash] = [e for e in rules["answers.documented"].broken_at if e.operation == "login"]
    assert known == {"probe": True, "loginToMetabase": False}
    assert by_search in crash.senders


def test_history_of_the_first_format_is_read_with_every_value():
    raw = written(DATA / "history-1.json")["targets"]

    known = store.read(DATA / "history-1.json")

    assert known.keys() == raw.keys()
    assert known["acme"].rules == {name: Entry(**each) for name, each in raw["acme"].items()}


@pytest.mark.parametrize("name", ["history.json", "history-1.json"])
def test_history_is_gone_on_with(tmp_path, name):
    file = tmp_path / "history.json"
    shutil.copy(DATA / name, file)
    files = ReportFiles(tmp_path / "reports", file)

    history = files.prepare()
    history.take(a_run(a_record(a_result(Outcome.KEPT))), is_whole=False)

    assert history.problem == ""
    assert history.known["acme"].rules["answers.documented"].outcome == "broken"


def test_results_stand_in_for_a_history():
    raw = written(DATA / "results.json")

    known = store.of_results(DATA / "results.json")["acme"]

    assert {rule: each.outcome for rule, each in known.rules.items()} == {
        each["rule"]: each["outcome"] for each in raw["rules"]
    }
    assert (known.verdict, known.since) == ("broken", raw["targets"][0]["since"])
    assert places_of(known.rules["logout.ends-session"]) == {
        ("loginToMetabase", False),
        ("probe", True),
    }


def places_of(entry: Entry) -> set[tuple[str | None, bool]]:
    return {(each.operation, each.is_known) for each in entry.broken_at}


def test_results_stand_in_where_no_history_is_named(tmp_path):
    shutil.copy(DATA / "results.json", tmp_path)

    history = ReportFiles(tmp_path, None).prepare()

    assert history.problem == ""
    assert history.known == store.of_results(DATA / "results.json")


# The corpus


def test_corpus_is_read_with_every_case():
    corpus = Corpus.read(DATA / "corpus.json")

    assert corpus.problem == ""
    assert corpus.entries == written(DATA / "corpus.json")["cases"]
    assert {Case.from_json(each["case"]).body for each in corpus.entries} >= {b'{"token": null}'}


def test_corpus_is_written_as_it_was(tmp_path):
    corpus = Corpus.read(DATA / "corpus.json")

    Corpus().write(tmp_path / "corpus.json", corpus.entries)

    assert (tmp_path / "corpus.json").read_bytes() == (DATA / "corpus.json").read_bytes()


# The targets


@pytest.fixture
def targets(tmp_path, monkeypatch) -> dict[str, Target]:
    """The targets, read beside the files and under the environment that they refer to."""
    authority = Authority(tmp_path, "authority")
    authority.issue("acme").rename(tmp_path / "client.pem")
    (tmp_path / "password").write_text("from-a-file\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BEFORE_PASSWORD", "first-password")
    monkeypatch.setenv("BEFORE_MAIL_PASSWORD", "mail-password")
    monkeypatch.setenv("BEFORE_VERIFIER", "a-verifier")
    return read_file(DATA / "targets.toml")


def plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)


NEW_KEYS: dict[str, object] = {
    "tokens_from": None,
    "token": None,
    "values": {},
    "docs_url": None,
    "may_change": (),
}
"""What no file of that version holds, and what is read where it is missing."""


def test_targets_are_read_as_they_were(targets):
    said = {name: asdict(each) for name, each in targets.items()}

    assert [each.pop("remarks") for each in said.values()] == [(), (), ()], "all of it was clear"
    assert [each.pop("is_skew_given") for each in said.values()] == [True, False, False]
    for key, default in NEW_KEYS.items():
        assert [each.pop(key) for each in said.values()] == [default] * 3
    assert [each["budget"].pop("creations") for each in said.values()] == [None] * 3
    assert json.loads(json.dumps(said, default=plain)) == written(DATA / "targets.json")


def test_file_of_targets_uses_every_key(targets):
    text = (DATA / "targets.toml").read_text()
    kinds = (Target, Account, Helper, AuthorizationFlow, Limits, MailboxAddress, Probe)
    names = {each.name for kind in (*kinds, KnownDeviation) for each in fields(kind)}

    missing = {name for name in names if f"\n{name} = " not in text and f".{name}]" not in text}

    assert missing == {"name", "is_embedded", "is_skew_given", "remarks", "creations", *NEW_KEYS}
    assert len(targets) == 3
