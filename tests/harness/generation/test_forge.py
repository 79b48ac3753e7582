"""What forged tokens are made of."""

from copy import deepcopy
from dataclasses import replace
from types import SimpleNamespace

import pytest

from harness.core import clock
from harness.generation.case import Case
from harness.generation.forge import (
    ALTERED,
    BEHIND_A_BLANK,
    CODE,
    RESET_TOKEN,
    SAMPLE,
    SIGNATURE,
    STANDARD,
    TAIL,
    WORDS,
    Forge,
    of_code,
    other_kinds,
    refreshed,
    sample_of_token,
)
from harness.generation.search import NotMade
from spec import specification
from spec.roles import Role
from tests.harness.generation.test_forged_tokens import JWT, jwt_of
from tests.harness.wire import REFUSED, http

OPAQUE = "an-opaque-token-of-32-characters"


def forge_of(run, token, **kinds):
    return Forge(run, lambda: token, has_other=False, kinds=kinds)


def test_token_of_a_log_in_is_the_last_that_was_got(run_of, wire):
    wire.answers = [http(200, {"token": "first"}), http(200, {"token": "second"})]

    assert Forge(run_of()).token == "second"
    assert len(wire.lines) == 2


def test_opaque_token_has_no_forgery_of_a_jwt(run_of):
    names = forge_of(run_of(), OPAQUE).names(STANDARD)

    assert names == ["with-a-wildcard", "with-any-character", *WORDS]


def test_only_token_that_tells_a_time_is_made_to_tell_another(run_of):
    times = ["time-altered", "last-time-altered"]
    now = int(clock.now().timestamp())
    told = f"qa|{now}|{now + 28_800}|f0e1f0e1f0e1f0e1"

    assert [forge_of(run_of(), each).names(times) for each in (OPAQUE, JWT, told)] == [
        [],
        [],
        times,
    ]


def test_jwt_has_them_all_but_those_of_what_the_run_has_not(run_of):
    missing = set(STANDARD) - set(forge_of(run_of(), JWT).names(STANDARD))

    rest = {"padded", CODE, RESET_TOKEN, SAMPLE, "the id of a user", "signed-with-a-guess"}
    assert missing == rest


def test_other_kinds_of_tokens_are_sent_as_they_are(run_of):
    forge = forge_of(run_of(), OPAQUE, **{CODE: "a-code-that-was-not-used"})

    assert forge.made(Case("x", CODE)) == "a-code-that-was-not-used"


@pytest.mark.parametrize(
    ("claims", "names"),
    [({"jti": "x1"}, ["the token's own jti"]), ({"jti": 17}, []), ({"jti": "é"}, []), ({}, [])],
    ids=["text", "number", "beyond-ascii", "none"],
)
def test_id_of_a_token_is_sent_where_a_header_carries_it(run_of, claims, names):
    assert forge_of(run_of(), jwt_of(claims)).names(["the token's own jti"]) == names


@pytest.mark.parametrize("name", [TAIL, SIGNATURE, "a-forgery-of-long-ago", RESET_TOKEN])
def test_what_can_not_be_made_is_passed_over(run_of, name):
    forge = forge_of(run_of(), OPAQUE)

    assert forge.names([name]) == []
    with pytest.raises(NotMade):
        forge.made(Case("x", name))


def test_forged_token_is_masked_and_a_word_is_not(run_of):
    run = run_of()
    forge = forge_of(run, OPAQUE)

    forged, word = (forge.made(Case("x", name)) for name in (f"{ALTERED}3", "constructor"))

    assert run.redactor.mask(f"{forged} {word}") == "$TOKEN constructor"


def test_token_that_is_not_refreshed_is_forged_as_it_is(run_of, wire):
    wire.answers = [http(200, {"token": "of-a-log-in"}), REFUSED]

    assert refreshed(run_of()) == "of-a-log-in"


def test_target_without_codes_has_tokens_of_log_ins(run_of, wire):
    wire.answers = [http(200, {"token": "of-a-log-in"})]
    run = run_of("cdp")

    assert of_code(run, run.gates.named("loginToMetabase")) == "of-a-log-in"
    assert other_kinds(run) == {SAMPLE: "1234567890abcdef"}


@pytest.mark.parametrize(
    ("example", "schema", "sample"),
    [
        ({"token": "abc"}, {}, "abc"),
        (None, {"type": "string", "examples": ["abc"]}, "abc"),
        (None, {"example": "abc"}, "abc"),
        (None, {"type": "string"}, None),
        ({"token": "…"}, {}, None),
        ({"token": ""}, {}, None),
    ],
    ids=str,
)
def test_sample_of_a_token_is_what_the_page_of_log_in_shows(example, schema, sample):
    spec = specification.load("cdp")
    login = spec.role(Role.LOGIN)
    document = deepcopy(dict(spec.document))
    content = {"schema": {"type": "object", "properties": {"token": schema}}}
    document["paths"][login.path]["post"]["responses"]["200"]["content"] = {
        "application/json": content
    }
    success = replace(login.success(), examples=(example,) if example else ())
    shown = replace(login, answers={"200": success})
    changed = replace(spec, document=document, operations={login.id: shown})

    assert sample_of_token(changed) == sample
    assert sample_of_token(replace(spec, operations={})) is None


def test_word_behind_a_blank_is_put_where_a_header_holds_the_token_alone(run_of):
    alone = run_of()
    behind_a_scheme = SimpleNamespace(
        tokens=alone.tokens,
        redactor=alone.redactor,
        spec=replace(alone.spec, token_scheme="Bearer"),
    )

    assert forge_of(alone, OPAQUE).made(Case("x", BEHIND_A_BLANK)) == f"{OPAQUE} own"
    assert forge_of(behind_a_scheme, OPAQUE).names([BEHIND_A_BLANK]) == []
