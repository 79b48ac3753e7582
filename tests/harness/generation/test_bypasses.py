"""Requests past who guards a protected operation, and what of their answers is a success."""

import pytest

from harness.core.outcomes import Broken
from harness.generation import bypasses
from harness.run.settings import Depth
from harness.run.turns import Turns
from tests.harness.making import an_answer
from tests.harness.wire import REFUSED, http


@pytest.mark.parametrize(
    ("answer", "passes"),
    [
        ({"json": {"link": "b"}}, True),
        ({"json": {"other": 1}}, False),
        ({"json": {"link": "b"}, "status": 401}, False),
        ({"body": b"<html>"}, False),
    ],
    ids=["alike", "another", "refused", "page"],
)
def test_success_is_told_by_its_members(answer, passes):
    genuine = an_answer(None, json={"link": "a"})

    assert bypasses.passes(an_answer(None, **answer), genuine) is passes


def test_message_alone_is_no_success():
    genuine = an_answer(None, json={"message": "ok"})

    assert not bypasses.passes(genuine, genuine)


def test_list_is_a_success_where_a_genuine_token_gets_one():
    assert bypasses.passes(an_answer(None, json=[]), an_answer(None, json=[{"id": 1}]))


@pytest.mark.parametrize("depth", Depth)
def test_path_is_written_in_other_ways(depth):
    cases = bypasses.cases("probe", "/users/x", "/auth_options", depth, Turns())

    targets = [each.target for each in cases]
    assert targets[0] == "//users/x"
    assert len(set(cases)) == len(cases)
    assert (len(cases), "/%75sers/x" in targets) == {
        Depth.QUICK: (1, False), Depth.STANDARD: (8, True), Depth.DEEP: (14, True)
    }[depth]  # fmt: skip


def test_way_past_a_guard_is_broken(run_of, wire):
    opened = http(200, {"user_invitation_link": "https://acme.test/?reset_token=a.b.c&email=a"})

    def answer(request):
        is_genuine, is_odd = b"X-Access-Token" in request, b" /api//" in request
        if b"POST /api/users/login" in request:
            return http(200, {"token": "an-access-token"})
        if b"POST /api/users/invite" in request:
            return http(200, {"email": "a@acme.test", "id": "u"})
        return opened if is_genuine or is_odd else REFUSED

    wire.answer_to = answer

    search = bypasses.of_default_gate(run_of(depth=Depth.STANDARD))

    with pytest.raises(Broken, match=r"a refusal by GET /users/.*/invitation_link, as there is no"):
        search.expect("token.required")
    search.expect("input.refused-not-crashed")
