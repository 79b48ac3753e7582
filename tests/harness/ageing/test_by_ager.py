"""A token made older by a helper, and whose fault it is where that fails."""

from datetime import timedelta

import pytest

from harness.ageing.age import Moment
from harness.ageing.by_ager import TokenAger
from harness.core import clock
from harness.core.errors import SourceFailed
from harness.core.outcomes import Unproven
from harness.redaction.redactor import Redactor
from harness.run.target_run import TargetRun
from harness.targets.model import Helper, Probe
from tests.harness.making import a_target, python
from tests.harness.wire import http

HOUR = timedelta(hours=1)


@pytest.mark.starts_process
def test_ager_gives_an_older_token():
    code = "import json, sys; said = json.load(sys.stdin); print(json.dumps({'token': str(said)}))"
    ager = TokenAger(python(code), Redactor())

    assert ager.age("t", HOUR) == "{'token': 't', 'seconds': 3600}"


def test_ager_is_asked_over_one_connection(wire):
    ager = TokenAger(Helper(url=wire.url), Redactor())

    for _ in range(2):
        ager.age("t", HOUR)
    ager.close()

    assert len(wire.requests) == 2
    assert len(wire.connections) == 1


def run_with_ager(wire, code, genuine):
    """A target whose probe lets ``genuine`` tokens pass, with an ager that runs ``code``."""
    answer = wire.answer_to

    def answer_to(request):
        if not request.startswith(b"GET /api/components"):
            return answer(request)
        passes = any(each.encode() in request for each in genuine)
        return http(200, []) if passes else http(401, {"message": "no"})

    wire.answer_to = answer_to
    probe = Probe("GET", "/components")
    return TargetRun(a_target(url=wire.url, product="mi", probe=probe, token_ager=python(code)))


ANSWER = 'print(\'{"token": "older"}\')'


@pytest.mark.starts_process
def test_ager_that_answers_nonsense_is_at_fault_itself(wire):
    run = run_with_ager(wire, ANSWER, genuine={"an-access-token"})

    for _ in range(2):
        with pytest.raises(SourceFailed, match="does not authenticate"):
            run.aged.at(Moment.AFTER_EXPIRY)
    run.client.close()


@pytest.mark.starts_process
@pytest.mark.parametrize("genuine", [{"older", "an-access-token"}, set()], ids=["good", "all-dead"])
def test_ager_is_not_at_fault_for_what_the_instance_refuses_anyway(wire, genuine):
    run = run_with_ager(wire, ANSWER, genuine)

    assert run.aged.at(Moment.AFTER_EXPIRY) == "older"
    assert run.aged.evidence == "ager"
    run.client.close()


@pytest.mark.starts_process
def test_gates_are_made_before_a_token_for_each_of_them_is_got(wire, monkeypatch):
    run = run_with_ager(wire, ANSWER, genuine={"older", "an-access-token"})
    methods = []
    monkeypatch.setattr(run.gates, "make_each", lambda: methods.append("gates"))
    run.client.after_exchange.append(lambda exchange: methods.append(exchange.request.method))

    assert run.aged.for_each_gate(Moment.BEFORE_EXPIRY) == "older"
    assert methods[-2:] == ["gates", "POST"]  # a log-in
    run.client.close()


BY_SECONDS = """
import json, sys
said = json.load(sys.stdin)
print(json.dumps({"token": "a-minute-ago" if said["seconds"] == 30 else "ended"}))
"""


@pytest.mark.starts_process
@pytest.mark.parametrize("is_known", [True, False])
def test_token_that_was_logged_out_by_another_name_is_not_the_agers_fault(wire, is_known):
    """Made a little older, a token that tells of its second alone is that of another session."""
    run = run_with_ager(wire, BY_SECONDS, genuine={"an-access-token", "a-minute-ago"})
    if is_known:
        run.api.logged_out["ended"] = clock.now()

    if is_known:
        run.aged.require()
    else:
        with pytest.raises(SourceFailed, match="does not authenticate"):
            run.aged.require()
    run.client.close()


NOT_SO_FAR = """
import json, sys
said = json.load(sys.stdin)
assert said["seconds"] < 13 * 3600
print(json.dumps({"token": "older"}))
"""


@pytest.mark.starts_process
@pytest.mark.parametrize("moment", [Moment.DAYS_AFTER_EXPIRY, Moment.LONG_AFTER_REFRESH_ENDED])
def test_ager_that_does_not_reach_far_back_is_asked_for_what_is_near(wire, moment):
    run = run_with_ager(wire, NOT_SO_FAR, genuine={"older", "an-access-token"})

    assert run.aged.at(moment) == "older"
    assert run.aged.evidence == "ager"
    run.client.close()


NOT_OF_A_CODE = """
import json, sys
assert json.load(sys.stdin)["token"] != "of-a-code"
print(json.dumps({"token": "older"}))
"""


@pytest.mark.starts_process
@pytest.mark.parametrize("is_dead", [True, False], ids=["dead", "alive"])
def test_token_of_a_code_that_is_dead_is_not_the_agers_fault(wire, monkeypatch, is_dead):
    genuine = {"older", "an-access-token", *([] if is_dead else ["of-a-code"])}
    run = run_with_ager(wire, NOT_OF_A_CODE, genuine)
    monkeypatch.setattr(run.tokens, "require_sso", lambda: None)
    monkeypatch.setattr(run.tokens, "by_new_code", lambda: "of-a-code")

    with pytest.raises(Unproven if is_dead else SourceFailed):
        run.aged.at(Moment.AFTER_EXPIRY, "sso")
    run.client.close()
