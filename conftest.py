"""The fixtures that contracts use. Options and hooks live in ``harness/plugin/hooks.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.core.outcomes import Excluded
from harness.fixtures.at_once import AtOnce
from harness.fixtures.moved import Moves
from harness.fixtures.returning import Returning
from harness.plugin.worker import WORKER
from spec.rules import Need

if TYPE_CHECKING:
    from harness.ageing.aged_tokens import AgedTokens
    from harness.fixtures.departures import Departures
    from harness.fixtures.failed_logins import FailedLogins
    from harness.fixtures.forgotten_passwords import ForgottenPasswords
    from harness.fixtures.gate import Gate
    from harness.fixtures.interruptions import Interruptions
    from harness.fixtures.lists import Lists
    from harness.fixtures.operations import Operations
    from harness.fixtures.origins import Origins
    from harness.fixtures.other_users import OtherUsers
    from harness.fixtures.parameters import Parameters
    from harness.fixtures.password_changes import PasswordChanges
    from harness.fixtures.refusals import Refusals
    from harness.fixtures.residents import Residents
    from harness.fixtures.resources import Resources
    from harness.fixtures.several_addresses import SeveralAddresses
    from harness.fixtures.tokens import Tokens
    from harness.fixtures.users import Users
    from harness.operations.api import Api
    from harness.run.target_run import TargetRun
    from harness.sources.sso_codes import SsoCodes
    from harness.targets.model import Account, Target


@pytest.fixture
def run(target: Target, request: pytest.FixtureRequest) -> TargetRun:
    """Give the target under check, with all that rests on it."""
    # A fixture of the session, such as pytestconfig, would hold every test that used it to the end.
    return request.config.stash[WORKER].run_of(target)


@pytest.fixture
def api(run: TargetRun) -> Api:
    """Give the product's operations as verbs."""
    return run.api


@pytest.fixture
def tokens(run: TargetRun) -> Tokens:
    """Give access tokens of the account."""
    return run.tokens


@pytest.fixture
def origins(run: TargetRun) -> Origins:
    """Give access tokens by what they were got by."""
    return run.origins


@pytest.fixture
def aged(run: TargetRun) -> AgedTokens:
    """Give access tokens of the account that were issued a while ago."""
    return run.aged


@pytest.fixture
def account(tokens: Tokens) -> Account:
    """Give the configured account."""
    return tokens.account


@pytest.fixture
def limited_account(target: Target) -> Account:
    """Give an account without the features that the configured one has."""
    if target.limited_account is None:
        raise Excluded(Need.LIMITED_ACCOUNT, f"needs {Need.LIMITED_ACCOUNT.words}")
    return target.limited_account


@pytest.fixture
def gate(run: TargetRun) -> Gate:
    """Give the protected operation that tells whether a token authenticates."""
    return run.gates.default


@pytest.fixture
def each_gate(run: TargetRun, gate_name: str) -> Gate:
    """Give every protected operation in turn."""
    return run.gates.named(gate_name)


@pytest.fixture
def users(run: TargetRun) -> Users:
    """Give users that the run invites, and removes at its end."""
    return run.users


@pytest.fixture
def operations(run: TargetRun) -> Operations:
    """Give every operation, as its page shows it."""
    return run.operations


@pytest.fixture
def resources(run: TargetRun) -> Resources:
    """Give the things that the pages let one make."""
    return run.resources


@pytest.fixture
def lists(run: TargetRun) -> Lists:
    """Give the lists of things, with things enough to tell."""
    return run.lists


@pytest.fixture
def parameters(run: TargetRun) -> Parameters:
    """Give the query parameters of look-ups."""
    return run.parameters


@pytest.fixture
def refusals(run: TargetRun) -> Refusals:
    """Give the documented refusals of operations."""
    return run.refusals


@pytest.fixture
def residents(run: TargetRun) -> Residents:
    """Give users whose account is open."""
    return run.residents


@pytest.fixture
def password_changes(run: TargetRun) -> PasswordChanges:
    """Give a user whose password is changed, by right and by wrong means."""
    return run.password_changes


@pytest.fixture
def departures(run: TargetRun) -> Departures:
    """Give a user who is deleted while others are logged in."""
    return run.departures


@pytest.fixture
def returning(run: TargetRun) -> Returning:
    """Give a user who was deleted, and is invited again."""
    return Returning(run.api, run.users, run.departures)


@pytest.fixture
def moves(run: TargetRun) -> Moves:
    """Give a user who gets another address."""
    is_quick = run.generation.is_quick
    return Moves(run.api, run.users, run.residents, is_quick=is_quick)


@pytest.fixture
def at_once(run: TargetRun) -> AtOnce:
    """Give what two use at the same moment."""
    return AtOnce(run.api, run.tokens, run.users, run.residents, run.departures, run.sso)


@pytest.fixture
def other_users(run: TargetRun) -> OtherUsers:
    """Give another user than the account."""
    return run.other_users


@pytest.fixture
def failed_logins(run: TargetRun) -> FailedLogins:
    """Give the two log-ins of a run that must fail."""
    return run.failed_logins


@pytest.fixture
def sso(run: TargetRun) -> SsoCodes:
    """Give codes of the identity provider."""
    return run.sso


@pytest.fixture
def forgotten(run: TargetRun) -> ForgottenPasswords:
    """Give the mail to users who forgot their passwords, and what its links are good for."""
    return run.forgotten


@pytest.fixture
def several_addresses(run: TargetRun) -> SeveralAddresses:
    """Give requests for a new password that name two users at once."""
    return run.several_addresses


@pytest.fixture
def interruptions(run: TargetRun) -> Interruptions:
    """Give resets of a password with something between the asking and the doing."""
    return run.interruptions
