"""What a forger tries on the way, and a client whose token is not of a log-in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from harness.ageing.claims import jwt_of
from harness.core.outcomes import Excluded
from harness.generation import forged_jwts, forged_times, forged_tokens
from tests.reference.asking import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.reference.journey import Journey

JWTS = (*forged_jwts.SHORT, *forged_jwts.FORGERIES, *forged_jwts.OF_GATE, *forged_jwts.OF_REFRESH)
PLAIN = (forged_tokens.with_any_character, forged_tokens.other_case)
TIMES = forged_times.FORGERIES
CODES = (
    *PLAIN,
    forged_tokens.cut_short,
    forged_tokens.extended,
    forged_tokens.behind_a_null,
    forged_tokens.altered_at_the_end,
)


def made(forge: Callable[[str], str], token: str) -> str:
    """Forge a token; what is refused as it is where that can't be."""
    try:
        return forge(token)
    except Excluded:
        return "no-such-forgery"


def new_code(journey: Journey) -> str:
    """Get a code that nobody used."""
    return str(journey.controlled("/sso-code", {})["code"])


def by_code(journey: Journey) -> str:
    """Log in by a code."""
    return journey.send("POST", journey.sso, {"code": new_code(journey)}).field("token")


def log_out(journey: Journey, token: str) -> None:
    """Log a token out, and try it."""
    body = None if journey.product == "me" else {"token": token}
    journey.send("DELETE", journey.login, body, token)
    journey.probe(token)
    journey.refresh(token)


def forge(journey: Journey) -> None:
    """Send what was made of genuine tokens."""
    token, single, code = journey.log_in(), by_code(journey), new_code(journey)
    renewed = journey.refresh(token)
    expired = journey.older(journey.log_in(), 8.1 * HOUR)
    for forge_it in (*JWTS, *PLAIN, *TIMES):
        journey.probe(made(forge_it, token))
        journey.refresh(made(forge_it, token))
    jwt = jwt_of(token)
    own = str(jwt.claims["jti"]) if jwt is not None else "no-such-id"
    for each in (made(forged_jwts.changed_claim, single), own, code, "constructor", ".*"):
        journey.probe(each)
    for each in (made(forged_jwts.changed_claim, renewed), expired[: len(expired) // 2], code):
        journey.refresh(each)
    for each in ("constructor", ".*"):
        journey.refresh(each)
    journey.refresh(f"{token}\0own")
    journey.send("PATCH", journey.login, {"token": {"$gt": ""}})


def come_otherwise(journey: Journey) -> None:
    """Do with tokens of other origins what is done with those of a log-in."""
    for get in (lambda: by_code(journey), lambda: journey.refresh(journey.log_in())):
        journey.refresh(get())
        if journey.product == "cdp":
            journey.send("POST", "/users/metabase_login", token=get())
        if journey.product == "me":
            journey.send("POST", "/users/invite", {"email": "otherwise@a.test"}, get())
        log_out(journey, get())


def guess_codes(journey: Journey) -> None:
    """Log in by what is nearly a code."""
    code, token = new_code(journey), journey.log_in()
    half = len(code) // 2
    mixed = code[:half] + new_code(journey)[half:]
    for each in (
        *(made(forge_it, code) for forge_it in CODES),
        mixed,
        "",
        None,
        {"$gt": ""},
        ".*",
        token,
    ):
        journey.send("POST", journey.sso, json.dumps({"code": each}).encode())


def mistake_kinds(journey: Journey) -> None:
    """Send one kind of token in another's place."""
    token, address = journey.log_in(), "three@a.test"
    user = journey.send("POST", "/users/invite", {"email": address}, token).field("id")
    link = journey.link(user, token)
    reset = parse_qs(urlsplit(link).query).get("reset_token", ["missing"])[0]
    for each in (reset, user):
        journey.probe(each)
        journey.refresh(each)
    for value in (
        user,
        new_code(journey),
        {"$gt": ""},
        "constructor",
        ".*",
        made(forged_jwts.unsigned, reset),
    ):
        body = {"email": address, "token": value, "password": "Mistaken-Kind-1"}
        journey.send("PATCH", "/users/password", body)
    journey.set_password(journey.link(user, token), "Right-Kind-1")
    own = journey.log_in(address, "Right-Kind-1")
    journey.refresh(own)
    journey.send("GET", f"/users/{user}", token=own)
    log_out(journey, own)
    for each in (made(forged_jwts.changed_claim, token), journey.refresh(journey.log_in())):
        journey.send("DELETE", f"/users/{user}", token=each)
