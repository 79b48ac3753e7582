"""A target that nothing gives tokens of a given age for."""

import pytest

from harness.ageing.age import Moment
from harness.core.outcomes import Excluded
from tests.harness.wire import http


@pytest.mark.parametrize("moment", Moment)
def test_token_of_an_age_needs_an_ager(run, moment):
    assert not run.aged.offers
    with pytest.raises(Excluded, match="token_ager"):
        run.aged.at(moment)


def test_token_for_each_gate_needs_an_ager(run):
    with pytest.raises(Excluded, match="token_ager"):
        run.aged.for_each_gate(Moment.BEFORE_EXPIRY)


def test_control_is_a_token_of_a_log_in_just_now(run, wire):
    wire.answers = [http(200, {"token": "an-access-token"})]

    assert run.aged.control() == "an-access-token"
    assert wire.lines == ["POST /api/users/login"]
