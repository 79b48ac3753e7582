"""Whether a refresh window that ends early rests on a life that does."""

from unittest.mock import Mock, create_autospec

import pytest

from harness.ageing.age import Moment
from harness.ageing.aged_tokens import NoAgedTokens
from harness.ageing.by_ager import AgedByAger
from harness.ageing.foundations import (
    require_ager,
    require_life,
    require_several_sessions,
)
from harness.core.outcomes import Excluded, Unproven
from harness.fixtures.gate import Gate
from harness.fixtures.gates import Gates
from harness.fixtures.tokens import Tokens
from tests.harness.making import an_answer

REFUSED = an_answer("refreshToken", status=401)


def gates(lets_pass):
    made = create_autospec(Gates, instance=True)
    made.default = create_autospec(Gate, instance=True)
    made.default.send = Mock()
    made.default.lets_pass.return_value = lets_pass
    made.default.name = "probe"
    return made


def test_refusal_rests_on_a_life_that_is_too_short():
    with pytest.raises(Unproven, match=r"rests on token.lives-8h: probe refuses"):
        require_life(REFUSED, create_autospec(AgedByAger, instance=True), gates(lets_pass=False))


@pytest.mark.parametrize("lets_pass", [True, None])
def test_refusal_stands_where_tokens_live_long_enough(lets_pass):
    require_life(REFUSED, create_autospec(AgedByAger, instance=True), gates(lets_pass=lets_pass))


def test_nothing_is_asked_of_a_renewal_that_came():
    aged = create_autospec(AgedByAger, instance=True)

    require_life(an_answer("refreshToken", json={"token": "a"}), aged, gates(lets_pass=False))

    aged.at.assert_not_called()


def test_refusal_stands_without_an_ager_or_a_gate():
    shut = create_autospec(Gates, instance=True)
    type(shut).default = property(lambda _: (_ for _ in ()).throw(Excluded("", "no gate")))

    require_life(REFUSED, create_autospec(NoAgedTokens, instance=True), gates(lets_pass=False))
    require_life(REFUSED, create_autospec(AgedByAger, instance=True), shut)


def test_only_an_ager_gives_tokens_of_any_age():
    require_ager(create_autospec(AgedByAger, instance=True))
    with pytest.raises(Excluded, match="for the asking"):
        require_ager(create_autospec(NoAgedTokens, instance=True))


@pytest.mark.parametrize("lets_pass", [False, None])
def test_instance_that_ends_a_session_at_another_log_in_is_left_out(lets_pass):
    aged, tokens = create_autospec(AgedByAger, instance=True), create_autospec(Tokens)

    with pytest.raises(Excluded, match="ends a session"):
        require_several_sessions(REFUSED, aged, tokens, gates(lets_pass=lets_pass))


def test_refusal_stands_where_sessions_outlive_another_log_in():
    aged, tokens = create_autospec(AgedByAger, instance=True), create_autospec(Tokens)

    require_several_sessions(REFUSED, aged, tokens, gates(lets_pass=True))

    aged.at.assert_called_once_with(Moment.BEFORE_EXPIRY)
    tokens.fresh.assert_called_once()
