"""What a set-up of Schemathesis gives by a hook: values that its document can't tell it of."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from schemathesis import GenerationMode

if TYPE_CHECKING:
    from collections.abc import Callable

CONTROL, INSTANCE = os.environ["CONTROL"], os.environ["INSTANCE"]
ACCOUNT = {"email": os.environ["EMAIL"], "password": os.environ["PASSWORD"]}
TURNS = itertools.count()


@schemathesis.hook
def before_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], **__: Any) -> None:
    """Give every other good request a genuine code or token, and keep the account's address.

    Without the address, no later log-in of the run would succeed.
    """
    operation, body = str(case.operation.definition.raw.get("operationId")), case.body
    if not isinstance(body, dict):
        return
    if operation in GENUINE and is_good(case) and next(TURNS) % 2:
        try:
            case.body = {**body, **GENUINE[operation]()}
        except (requests.RequestException, ValueError, LookupError, TypeError):
            return  # what it would come from is broken: the request stays as it was drawn
    is_own = (case.path_parameters or {}).get("user_id") == os.environ["ACCOUNT_ID"]
    if operation == "modifyUser" and is_own:
        case.body = {name: value for name, value in body.items() if name != "email"}


def is_good(case: schemathesis.Case[Any]) -> bool:
    """Whether a case is what the document allows."""
    return case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE


def ask(method: str, url: str, body: object = None, token: str = "") -> dict[str, Any]:
    """Send a request, and return the object that answers it."""
    headers = {"X-Access-Token": token} if token else {}
    answer = requests.request(method, url, json=body, headers=headers, timeout=10)
    answer.raise_for_status()
    return dict(answer.json())


def sso_code() -> dict[str, str]:
    """Sign in at the provider, whose part the instance's operators play."""
    return {"code": ask("POST", f"{CONTROL}/sso-code", {})["code"]}


def token() -> dict[str, str]:
    """Log in."""
    return {"token": ask("POST", INSTANCE + os.environ["LOGIN_PATH"], ACCOUNT)["token"]}


def reset() -> dict[str, str]:
    """Invite a user, and take the token of the link by which a password is set."""
    own, email = token()["token"], f"peer-{os.getpid()}-{next(TURNS)}@example.com"
    user = ask("POST", f"{INSTANCE}/users/invite", {"email": email}, own)
    link = ask("GET", f"{INSTANCE}/users/{user['id']}/invitation_link", token=own)
    query = parse_qs(urlsplit(link["user_invitation_link"]).query)
    return {"email": email, "token": query["reset_token"][0]}


GENUINE: dict[str, Callable[[], dict[str, str]]] = {
    "loginWithSso": sso_code,
    "refreshToken": token,
    "logout": token,
    "resetPassword": reset,
}
"""By operation, what its body holds where it is genuine."""
