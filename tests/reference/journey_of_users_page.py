"""What ME's users page offers: users who are listed, made and changed."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from tests.reference.asking import HOUR, PASSWORD, request

if TYPE_CHECKING:
    from tests.reference.journey import Journey


def listed(journey: Journey, token: str | None, query: str = "") -> list[str]:
    """Give the ids of a list, and note all of it but them."""
    seen = request(journey.base, "GET", f"/users{query}", token=token)
    body: Any = seen.json()
    body = body if isinstance(body, dict) else {"body": body}
    users: Any = body.pop("users", ())
    flags = sorted({repr((sorted(each), each.get("deleted"))) for each in users})
    journey.note((query, seen.status, seen.headers.get("content-type"), body, flags))
    journey.statuses.append(seen.status)
    return [str(each.get("id")) for each in users]


def made(journey: Journey, token: str) -> list[str]:
    """Make users and change them; give their ids."""
    ids = [
        journey.send("POST", "/users", {"email": name, "sso_enabled": True}, token).field("id")
        for name in ("page-1@a.test", "page-2@a.test", "page-3@a.test")
    ]
    one = f"/users/{ids[0]}"
    body: object
    for body in (
        {"email": "page-0@a.test"},
        {"sso_enabled": False},
        {"email": "page-4@a.test"},
        {"email": None},
        {},
    ):
        journey.send("PATCH", one, body, token)
        journey.send("GET", one, token=token)
    for method in ("GET", "PATCH"):
        body = {"sso_enabled": True} if method == "PATCH" else None
        journey.send(method, f"/users/{uuid.uuid4()}", body, token)
    journey.send("GET", f"/users/{ids[0][:-12]}{uuid.uuid4().hex[:12]}", token=token)
    for body in ({"email": "page-2@a.test"}, {}, []):
        journey.send("POST", "/users", body, token)
    journey.send("POST", "/users", {"email": "nobody-asked@a.test"})
    for none in ("", "nobody-s-token"):
        journey.send("PATCH", one, {"sso_enabled": True}, none)
    return ids


def passwords(journey: Journey, user: str, token: str) -> None:
    """Change the password of a user."""
    journey.set_password(journey.link(user, token), PASSWORD)
    for old in ("Wrong-Horse-7", PASSWORD):
        body = {"old_password": old, "new_password": "Other-Horse-7"}
        journey.send("POST", f"/users/{user}/change_password", body, token)
    for each in (PASSWORD, "Other-Horse-7"):
        journey.log_in("page-2@a.test", each)
    journey.send("PATCH", f"/users/{user}", {"email": "page-5@a.test"}, token)
    for each in ("page-2@a.test", "page-5@a.test"):
        journey.log_in(each, "Other-Horse-7")


def users_page(journey: Journey) -> None:
    token = journey.log_in()
    expired = journey.older(journey.log_in(), 8.1 * HOUR)
    days_old = journey.older(journey.log_in(), 25.1 * HOUR)
    ids = made(journey, token)
    passwords(journey, ids[1], token)
    token = journey.log_in()
    every = listed(journey, token)
    journey.note([set(ids) <= set(every), every == sorted(every), len(every) == len(set(every))])
    journey.note(listed(journey, token, "?order_by=id&order_dir=DESC") == every[::-1])
    journey.note(listed(journey, token, "?order_dir=DESC") == every[::-1])
    journey.note(listed(journey, token, "?limit=2") == every[:2])
    journey.note(listed(journey, token, "?limit=2&offset=1") == every[1:3])
    journey.note(listed(journey, token, "?offset=1") == every[1:])
    for query in ("?limit=abc", "?offset=-1", "?order_by=", "?order_dir=down"):
        listed(journey, token, query)
    for other in (None, expired, days_old, "nobody-s-token"):
        listed(journey, other)
    for each in ids:
        journey.send("DELETE", f"/users/{each}", token=token)
    journey.note(set(ids) & set(listed(journey, token)) == set())


PARTS = (users_page,)
