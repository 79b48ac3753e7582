"""A run that begins from a ledger of the version before proves the rules of time by it.

The tokens are the instance's own: the test logs in, waits with both clocks, and writes down what it
saw in the shape of that version, by no code of the suite.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet

from tests.matrix import Run, reference_instances
from tests.nights import Night
from tests.reference.asking import request

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.starts_process

TIME = "test_tokens or test_refresh or test_sso"
SECOND, MIDDLE = timedelta(minutes=20), timedelta(hours=4)
OF_AGE = timedelta(hours=8, minutes=10)
TOO_OLD = "test_token_is_too_old_to_refresh-refreshToken-login"


class LedgerBefore:
    """The files of one instance's ledger, as the version before writes them."""

    def __init__(self, night: Night) -> None:
        self._night = night
        [self._instance] = night.instances
        self._owner = {
            "url": self._instance["url"],
            "account": self._instance["account"]["email"],
        }
        self._specimens: list[dict[str, Any]] = []
        self.proofs: dict[str, str] = {}

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._night.passed

    def mint(self) -> None:
        """Write down tokens of each kind, two of each, as one planting."""
        cohort = self.now.isoformat()
        sources = [each for each in self._specimens if each["kind"] == "source"]
        parents = [(each["token"], SECOND.total_seconds()) for each in sources]
        for parent, age in parents or [(self._log_in(), 0.0) for _ in range(2)]:
            renewed = self._send("PATCH", "/users/login", token=parent)
            self._add("refreshed", renewed, cohort, parent_age=age)
            self._add("login", self._log_in(), cohort)
            self._add("source", self._log_in(), cohort)
            self._add("sso", self._send("POST", "/users/okta_login", code=self._code()), cohort)
        for each in sources:
            each["spent"] = True

    def look(self) -> None:
        """Write down which tokens authenticate."""
        path = self._instance["probe"]["path"]
        for each in self._specimens:
            if each["spent"]:
                continue
            at, seen = self.now, request(self._owner["url"], "GET", path, token=each["token"])
            sighting: dict[str, Any] = {
                "at": at.isoformat(),
                "by": "gate",
                "accepted": seen.status == 200,
            }
            each["sightings"].append(sighting | {"is_first": False})

    def write(self, counted: list[str]) -> None:
        """Seal the ledger, and the counts of an hour: when logins were counted."""
        self._night.ledger.mkdir()
        content: dict[str, Any] = {"owner": self._owner, "specimens": self._specimens}
        content |= {"proofs": self.proofs, "hourly": {}}
        self._seal(f"{self._instance['name']}.ledger", content)
        name = hashlib.sha256(json.dumps(self._owner, sort_keys=True).encode()).hexdigest()[:12]
        self._seal(f"{name}.hourly", content | {"specimens": [], "hourly": {"logins": counted}})

    def read(self, ending: str) -> Any:
        """Return what the file of that ending holds."""
        [file] = self._night.ledger.glob(f"*.{ending}")
        sealed = file.read_bytes().partition(b"\n")[2]
        return json.loads(Fernet(self._night.key).decrypt(sealed.strip()))

    def _seal(self, name: str, content: dict[str, Any]) -> None:
        key = self._night.key.encode()
        head = f"meiro-ledger 1 {hashlib.sha256(key).hexdigest()[:8]}\n".encode()
        sealed = Fernet(key).encrypt(json.dumps(content).encode())
        (self._night.ledger / name).write_bytes(head + sealed + b"\n")

    def _add(self, kind: str, token: str, cohort: str, parent_age: float = 0.0) -> None:
        at = self.now.isoformat()
        made: dict[str, Any] = {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "cohort": cohort,
            "token": token,
        }
        made |= {"asked": at, "given": at, "offset": 0.0, "parent_age": parent_age, "spent": False}
        self._specimens.append(made | {"sightings": []})

    def _log_in(self) -> str:
        account = self._instance["account"]
        return self._send(
            "POST", "/users/login", email=account["email"], password=account["password"]
        )

    def _code(self) -> str:
        return request(self._instance["control"], "POST", "/sso-code", {}).field("code")

    def _send(self, method: str, path: str, **body: str) -> str:
        return request(self._owner["url"], method, path, body).field("token")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerBefore]:
    """Two plantings, seen alive once both were there and in the middle of their lives."""
    with reference_instances({"acme": "me"}) as instances:
        night = Night(tmp_path_factory.mktemp("before"), instances, "session")
        ledger = LedgerBefore(night)
        ledger.mint()
        night.pass_until(SECOND)
        ledger.mint()
        ledger.look()
        night.pass_until(MIDDLE)
        ledger.look()
        night.pass_until(OF_AGE)
        ledger.proofs = {TOO_OLD: (ledger.now - timedelta(hours=20)).isoformat()}
        ledger.write([(ledger.now - timedelta(minutes=5)).isoformat()])
        yield ledger


@pytest.fixture(scope="module")
def run(ledger: LedgerBefore) -> Run:
    return ledger._night.run("-k", TIME)


@pytest.mark.parametrize(
    ("rule", "evidence"),
    [
        ("token.lives-8h", "ledger (7 h 50 min)"),
        ("token.dies-after-8h", "ledger (8 h 10 min)"),
        ("refresh.starts-new-life", "ledger (7 h 50 min)"),
        ("sso.token-dies-after-8h", "ledger (8 h 10 min)"),
    ],
)
def test_rule_of_time_is_proven_by_tokens_of_the_version_before(
    run: Run, rule: str, evidence: str
) -> None:
    proven_by = {
        each["evidence"]
        for each in run.results["results"]
        if each["rule"] == rule and each["outcome"] == "kept"
    }

    assert run.outcomes("acme")[rule] == "kept"
    assert evidence in proven_by


def test_nothing_is_called_damaged_or_broken(run: Run) -> None:
    assert "damaged" not in run.console
    assert {*run.outcomes("acme").values()} <= {"kept", "unproven"}
    assert run.exit_code == 0


def test_proof_of_the_version_before_is_remembered(run: Run) -> None:
    [detail] = [
        each["detail"]
        for each in run.results["results"]
        if "test_token_is_too_old_to_refresh[acme-login]" in each["test"]
    ]

    assert "last proven 20 h ago" in detail


def test_counts_of_the_version_before_are_gone_on_with(ledger: LedgerBefore, run: Run) -> None:
    del run
    counted = ledger.read("hourly")["hourly"]["logins"]

    age = ledger.now - datetime.fromisoformat(counted[0])

    assert timedelta(minutes=5) <= age < timedelta(minutes=10)
    assert len(counted) > 1


def test_ledger_is_left_in_the_shape_of_the_version_before(ledger: LedgerBefore, run: Run) -> None:
    del run
    content = ledger.read("ledger")

    members = {frozenset(each) for each in content["specimens"]}

    [first] = members
    assert first == set(ledger._specimens[0])
    assert content.keys() == {"owner", "specimens", "proofs"}
    assert len({each["cohort"] for each in content["specimens"]}) == 3
