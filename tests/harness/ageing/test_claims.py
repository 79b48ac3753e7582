"""What a token claims of its lifetime, and what a run makes of that."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from harness.ageing.claims import claimed_lifetime, jwt_of
from harness.core import base64url
from tests.harness.wire import http

HOUR = timedelta(hours=1)
DEEP = base64url.encode(b"[" * 100_000)


def a_jwt(claims) -> str:
    parts = (json.dumps(each).encode() for each in ({"alg": "HS256"}, claims))
    return ".".join(map(base64url.encode, parts)) + ".sig"


def test_lifetime_is_read_off_a_tokens_claims():
    assert claimed_lifetime(a_jwt({"iat": 1000, "exp": 1000 + 9 * 3600})) == 9 * HOUR


@pytest.mark.parametrize(
    "token",
    [
        "opaque",
        "a.b.c",
        a_jwt({"exp": 1}),
        a_jwt([]),
        a_jwt({"iat": "x", "exp": 1}),
        a_jwt({"iat": 1, "exp": float("nan")}),
        a_jwt({"iat": 1, "exp": 10**40}),
        a_jwt({"iat": 1, "exp": 10**400}),
        a_jwt({"iat": -(10**400), "exp": 10**400}),
        a_jwt({"iat": 1, "exp": float("inf")}),
        a_jwt({"iat": 1, "exp": True}),
        a_jwt({"iat": 1, "exp": None}),
        a_jwt({"iat": 1, "exp": "2"}),
        a_jwt({"iat": 1, "exp": [2]}),
    ],
    ids=[
        "opaque",
        "no-base64",
        "no-iat",
        "a-list",
        "a-text",
        "no-number",
        "for-ever",
        "beyond-a-double",
        "infinities-apart",
        "infinity",
        "true",
        "null",
        "digits",
        "list",
    ],
)
def test_token_without_claims_claims_nothing(token):
    assert claimed_lifetime(token) is None


def test_jwt_is_taken_apart():
    jwt = jwt_of(a_jwt({"sub": "qa"}))

    assert jwt == ({"alg": "HS256"}, {"sub": "qa"}, "sig")


@pytest.mark.parametrize(
    "token",
    ["opaque", "a.b.c", a_jwt([]), a_jwt({}).removesuffix(".sig"), f"{DEEP}.{DEEP}.sig"],
    ids=["opaque", "no-base64", "a-list", "two-parts", "deep"],
)
def test_other_tokens_are_no_jwt(token):
    assert jwt_of(token) is None


@pytest.mark.parametrize(
    ("hours", "remarks"),
    [(9, {"a token claims (exp - iat) to live for 9 h, not for 8 h"}), (8, set())],
    ids=["other", "same"],
)
def test_claim_is_evidence_and_worth_a_remark_where_it_differs(run, wire, hours, remarks):
    wire.answers = [http(200, {"token": a_jwt({"iat": 0, "exp": hours * 3600})})]
    run.tokens.fresh()

    run.finish()

    assert run.claimed() == f"claimed ({hours} h)"
    assert run.remarks == remarks


def test_opaque_token_claims_nothing(run):
    run.tokens.fresh()

    run.finish()

    assert run.claimed() == ""
    assert not run.remarks
