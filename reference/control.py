"""The control port: what a test needs of an instance and its API does not give.

Served on the loopback interface, for each instance below `/NAME`. Bodies are JSON.

`POST /age` `{"token": …, "seconds": …}`
    The same session, begun that many seconds earlier: 200 `{"token": …}`, or 404 where no session
    has that token. The token may come back as another string.
`POST /sso-code` `{}` or `{"email": …}`
    A fresh authorization code for the account, or for the user of that address: `{"code": …}`.
    No provider is asked for it, or when it is redeemed.
`POST /clock` `{"seconds": …}`
    Moves the instance's clock, and the `Date` of its answers with it: `{"now": seconds since the
    epoch}`, or 400 where that would be beyond the years 1970 to 9999, of which a `Date` can tell.
`POST /restart`
    Ends every session, as a server does that keeps them in its memory: 204.
`POST /key` `{"keeps_old": true or false}`
    Signs tokens by another key from now on; those of the keys before are dead, unless they are
    kept: 204.
`POST /changes` `{"name": …}`, `DELETE /changes` `{"name": …}`, `GET /changes`
    Puts a fault or a variant in while the instance is served, takes it out again, or lists those
    that are in: `["NAME"…]`, 400 where it is none of the product's, 404 where it is not in.
    Sessions go on; what was put in after one that is taken out begins anew.
`GET /requests`, `DELETE /requests`
    The last 5000 requests, the oldest first: `[{"method", "path", "query", "headers": [[name,
    value]…], "body", "operation", "status"}]`; or forgets them.
`GET /asked`
    What the control port itself was asked for, the oldest first: `["/age", "/clock"…]`.
`GET /mail/api/v1/messages`, `/mail/api/v1/search?query=to:ADDRESS`, `/mail/api/v1/message/{ID}`,
`DELETE /mail/api/v1/messages` `{"IDs": […]}`
    The mails that the instance has sent, as they came by SMTP, in the shape of Mailpit's REST API.
"""

import dataclasses
import math
from collections import deque
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from reference.instance import Instance
from reference.mail import Mail
from reference.passing import PassingChanges
from reference.registries import UnknownChangeError, find_change

YEAR_10000 = 253_402_300_800  # seconds since the epoch


def control_application(instances: Sequence[Instance]) -> Starlette:
    """Build the application that controls these instances."""
    mounts = [Mount(f"/{instance.name}", routes=routes_of(instance)) for instance in instances]
    return Starlette(routes=mounts, exception_handlers={HTTPException: as_json})


def routes_of(instance: Instance) -> list[Route]:
    """Give the routes that control one instance."""
    control, mail = Control(instance), MailControl(instance)
    return [
        Route("/age", control.age, methods=["POST"]),
        Route("/sso-code", control.sso_code, methods=["POST"]),
        Route("/clock", control.clock, methods=["POST"]),
        Route("/restart", control.restart, methods=["POST"]),
        Route("/key", control.key, methods=["POST"]),
        Route("/changes", control.change, methods=["GET", "POST", "DELETE"]),
        Route("/asked", control.asked_for),
        Route("/requests", control.requests, methods=["GET", "DELETE"]),
        Route("/mail/api/v1/messages", mail.messages, methods=["GET", "DELETE"]),
        Route("/mail/api/v1/search", mail.search),
        Route("/mail/api/v1/message/{mail_id}", mail.message),
    ]


class Control:
    """The control of one instance's sessions, codes, clock and changes."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.changes = PassingChanges(instance)
        self.asked: deque[str] = deque(maxlen=5000)

    async def asked_for(self, _: Request) -> Response:
        """List what was asked of the control port."""
        return JSONResponse(list(self.asked))

    async def age(self, request: Request) -> Response:
        """Make a session older."""
        self.asked.append("/age")
        body = await json_object(request)
        token = self.instance.sessions.make_older(text(body, "token"), seconds(body))
        if token is None:
            raise HTTPException(404, "no session has that token")
        return JSONResponse({"token": token})

    async def sso_code(self, request: Request) -> Response:
        """Give a fresh authorization code."""
        self.asked.append("/sso-code")
        body = await json_object(request)
        email = text(body, "email") if "email" in body else self.instance.account.email
        user = self.instance.accounts.find(email)
        if user is None:
            raise HTTPException(404, "no user has that address")
        return JSONResponse({"code": self.instance.sso.issue(user)})

    async def clock(self, request: Request) -> Response:
        """Move the clock."""
        self.asked.append("/clock")
        clock, moved = self.instance.clock, seconds(await json_object(request))
        if not 0 <= clock.now() + moved < YEAR_10000:
            raise HTTPException(400, "no date is so far away")
        clock.advance(moved)
        return JSONResponse({"now": clock.now()})

    async def restart(self, _: Request) -> Response:
        """End every session."""
        self.asked.append("/restart")
        self.instance.sessions.end_every()
        return Response(status_code=204)

    async def key(self, request: Request) -> Response:
        """Sign tokens by another key."""
        self.asked.append("/key")
        keeps_old = (await json_object(request)).get("keeps_old")
        if not isinstance(keeps_old, bool):
            raise HTTPException(400, "keeps_old must be true or false")
        self.instance.sessions.rotate_key(keeps_old=keeps_old)
        return Response(status_code=204)

    async def change(self, request: Request) -> Response:
        """Put a change in, or take one out; tell which are in."""
        self.asked.append("/changes")
        if request.method != "GET":
            name = text(await json_object(request), "name")
            if request.method == "POST":
                self.plant(name)
            elif not self.changes.take_out(name):
                raise HTTPException(404, f"{name} is not in")
        return JSONResponse(self.changes.names)

    def plant(self, name: str) -> None:
        """Put a change in that the instance's product may have."""
        try:
            self.changes.plant(find_change(name, self.instance.product))
        except UnknownChangeError as error:
            raise HTTPException(400, str(error)) from error

    async def requests(self, request: Request) -> Response:
        """Show or forget the requests."""
        if request.method == "DELETE":
            self.instance.recorded.clear()
        return JSONResponse([dataclasses.asdict(each) for each in self.instance.recorded])


class MailControl:
    """The mailbox of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.mailbox = instance.mailbox

    async def messages(self, request: Request) -> Response:
        """List or delete mails."""
        if request.method == "DELETE":
            ids = (await json_object(request)).get("IDs") or []
            if not isinstance(ids, list):
                raise HTTPException(400, "IDs must be a list")
            self.mailbox.delete([str(each) for each in ids])
            return PlainTextResponse("ok")
        return self.page(request, self.mailbox.mails)

    async def search(self, request: Request) -> Response:
        """Find mails."""
        query = request.query_params.get("query", "").strip()
        if not query:
            raise HTTPException(400, "no search query")
        return self.page(request, self.mailbox.search(query))

    async def message(self, request: Request) -> Response:
        """Show one mail."""
        mail = self.mailbox.get(request.path_params["mail_id"])
        if mail is None:
            raise HTTPException(404, "message not found")
        return JSONResponse(mail.whole())

    def page(self, request: Request, mails: list[Mail]) -> Response:
        """Show a list of mails, 50 unless `limit` says otherwise."""
        start = _count(request, "start", 0)
        shown = mails[start : start + _count(request, "limit", 50)]
        return JSONResponse(
            {
                "total": len(self.mailbox.mails),
                "unread": len(self.mailbox.mails),
                "count": len(shown),
                "messages_count": len(mails),
                "messages_unread": len(mails),
                "start": start,
                "tags": [],
                "messages": [mail.summary() for mail in shown],
            }
        )


async def as_json(_: Request, error: Exception) -> Response:
    """Answer an error by its words."""
    if not isinstance(error, HTTPException):
        raise error
    return JSONResponse({"error": error.detail}, error.status_code)


async def json_object(request: Request) -> dict[str, object]:
    """Give the body; an empty one is an empty object."""
    try:
        body: object = await request.json() if await request.body() else {}
    except (ValueError, RecursionError):
        raise HTTPException(400, "the body must be JSON") from None
    if not isinstance(body, dict):
        raise HTTPException(400, "the body must be an object")
    return body


def text(body: dict[str, object], name: str) -> str:
    """Give a string of the body."""
    value = body.get(name)
    if not isinstance(value, str):
        raise HTTPException(400, f"{name} must be a string")
    return value


def seconds(body: dict[str, object]) -> float:
    """Give the seconds that the body names."""
    value = body.get("seconds")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise HTTPException(400, "seconds must be a number")
    return float(value)


def _count(request: Request, name: str, default: int) -> int:
    value = request.query_params.get(name, "")
    return int(value) if value.isdecimal() else default
