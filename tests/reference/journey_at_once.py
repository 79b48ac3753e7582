"""What two ask for on the way at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.reference.asking import PASSWORD, request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.reference.asking import Seen
    from tests.reference.journey import Journey


def at_once(journey: Journey, method: str, path: str, bodies: Sequence[object]) -> list[Seen]:
    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(lambda body: request(journey.base, method, path, body), bodies))


def use_at_once(journey: Journey) -> None:
    """Use a code at the same moment; log in so; use a reset token so."""
    code = {"code": journey.controlled("/sso-code", {})["code"]}
    journey.note(sorted(each.status for each in at_once(journey, "POST", journey.sso, [code] * 2)))
    if journey.limited:
        accounts = [
            {name: each[name] for name in ("email", "password")}
            for each in (journey.account, journey.limited)
        ]
        for each in at_once(journey, "POST", journey.login, accounts):
            journey.send("POST", "/users/metabase_login", token=each.field("token"))
    if journey.product == "me":
        _reset_at_once(journey)


def _reset_at_once(journey: Journey) -> None:
    token, names = journey.log_in(), ("both@a.test", "once@a.test")
    ids = [
        journey.send("POST", "/users/invite", {"email": each}, token).field("id") for each in names
    ]
    for name, user in zip(names, ids, strict=True):
        journey.set_password(journey.link(user, token), PASSWORD, name)
    users = [{"email": name, "password": PASSWORD} for name in names]
    tokens = [each.field("token") for each in at_once(journey, "POST", journey.login, users)]
    journey.send("DELETE", f"/users/{ids[0]}", token=token)
    for each in tokens:
        journey.probe(each)
    user = journey.send("POST", "/users/invite", {"email": "twice@a.test"}, token).field("id")
    link = journey.link(user, token)
    reset_token = parse_qs(urlsplit(link).query).get("reset_token", ["missing"])[0]
    bodies = [
        {"email": "twice@a.test", "token": reset_token, "password": f"At-Once-Horse-{number}"}
        for number in range(2)
    ]
    seen = at_once(journey, "PATCH", "/users/password", bodies)
    journey.note(sorted(each.status for each in seen))
