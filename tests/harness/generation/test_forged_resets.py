"""What is told of tries to set a password by what is no reset token."""

import json

import pytest

from harness.core.outcomes import Broken, SomebodyElse, Unproven
from harness.fixtures.users import User
from harness.generation.forged_resets import Resets, of_a_link, of_other_kinds
from harness.run.settings import Depth
from tests.harness.wire import REFUSED, http

GIVEN, DONE = http(200, {"token": "t"}), http(200, {"message": "ok"})
TRIES = {name: {"token": name} for name in ("one", "two", "three", "four")}
RIGHT = "to.ke.n-of-the-link"
LINK = f"https://acme.test/set_password/?email=x@acme.test&reset_token={RIGHT}"


class Instance:
    """Answers resets, and lets a user log in once one of them set the password."""

    def __init__(self, wire, reset, sets=lambda _: False):
        self.reset, self.sets, self.set_to = reset, sets, None
        self.log_ins = 0
        self.first_password = None
        self.is_lenient = False
        self.wire = wire
        self.tokens = []
        wire.answer_to = self.answer

    def answer(self, request):
        head, _, body = request.partition(b"\r\n\r\n")
        sent = json.loads(body or b"null")
        self.wire.requests.append(request)
        if b"/invitation_link" in head:
            return http(200, {"user_invitation_link": LINK})
        if b"/users/invite" in head:
            return http(200, {"id": "17", "email": sent["email"]})
        if sent.get("token") == RIGHT:
            self.first_password = sent["password"]
            return DONE
        if b"/users/password" in head:
            self.tokens.append(sent.get("token"))
            if self.sets(sent.get("token")):
                self.set_to = sent["password"]
            return self.reset
        if sent["email"] == "qa@acme.test" or sent["password"] == self.first_password:
            return GIVEN
        self.log_ins += 1
        return GIVEN if sent["password"] == self.set_to or self.is_lenient else REFUSED


def resets_of(run, made=TRIES):
    run.residents.one = lambda: None
    return Resets(run, User("x@acme.test", "17"), made)


def test_tries_that_set_nothing_break_nothing(run, wire):
    instance = Instance(wire, REFUSED)

    resets_of(run).expect_nothing_set()

    assert instance.tokens == list(TRIES)
    assert instance.log_ins == 1


def test_try_that_sets_the_password_is_named(run, wire):
    Instance(wire, DONE, lambda token: token == "two")

    with pytest.raises(Broken, match="the password not to be set by two"):
        resets_of(run).expect_nothing_set()


def test_password_says_nothing_where_any_other_logs_in(run, wire):
    Instance(wire, DONE).is_lenient = True

    with pytest.raises(Unproven, match="any password logs in"):
        resets_of(run).expect_nothing_set()


def test_try_that_is_refused_and_done_is_found_at_the_end(run, wire):
    Instance(wire, REFUSED, lambda token: token == "two")

    with pytest.raises(Broken, match="not to be set by any of the tokens before"):
        resets_of(run).expect_nothing_set()


def test_user_does_not_fail_to_log_in_after_each_answer_that_says_ok(run, wire):
    instance = Instance(wire, DONE)

    resets_of(run).expect_nothing_set()

    assert instance.log_ins == 3


def test_refusals_prove_nothing_where_a_right_token_sets_nothing(run, wire):
    Instance(wire, REFUSED)
    tries = resets_of(run)

    def require():
        raise Unproven("rests on it")

    run.residents.one = require
    with pytest.raises(Unproven, match="rests on it"):
        tries.expect_nothing_set()


def test_what_somebody_in_front_holds_back_is_passed_over(run, wire, monkeypatch):
    instance, call = Instance(wire, REFUSED), run.api.call

    def held_back(operation, **given):
        if given.get("fields", {}).get("token") in held:
            raise SomebodyElse("a firewall")
        return call(operation, **given)

    monkeypatch.setattr(run.api, "call", held_back)
    held = {"one"}
    resets_of(run).expect_nothing_set()
    assert instance.tokens == ["two", "three", "four"]

    held = set(TRIES)
    with pytest.raises(SomebodyElse):
        resets_of(run).expect_nothing_set()


def test_tokens_are_forged_of_that_of_a_link(run_of, wire):
    instance, run = Instance(wire, REFUSED), run_of()
    run.residents.one = lambda: None

    of_a_link(run).expect_nothing_set()

    assert instance.tokens[:4] == [None, "", None, {"$gt": ""}]
    forged = instance.tokens[4:]
    assert len(set(forged)) == len(forged) >= 7
    assert instance.first_password is None
    assert run.redactor.mask(forged[0]) == "$TOKEN"


@pytest.mark.parametrize(("depth", "has_words"), [(Depth.QUICK, False), (Depth.STANDARD, True)])
def test_words_are_tried_where_there_is_room(run_of, wire, depth, has_words):
    instance, run = Instance(wire, REFUSED), run_of(depth=depth)
    run.residents.one = lambda: None

    of_other_kinds(run).expect_nothing_set()

    assert instance.tokens[:4] == [None, "", None, {"$gt": ""}]
    assert ("constructor" in instance.tokens) is has_words
    assert {"t", "17"} <= {each for each in instance.tokens if isinstance(each, str)}
    assert run.redactor.mask("constructor") == "constructor"
