"""Makes what a run exchanged, and the scripts that repeat it."""

from __future__ import annotations

import json as json_module
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harness.core.exchange import Exchange, Request
from harness.redaction.redactor import Redactor
from harness.steps.memory import Memory
from harness.steps.origins import Origins
from harness.steps.script import Scripts, Told
from harness.steps.trace import Trace
from spec import specification
from tests.harness.making import ACCOUNT, URL, a_target, an_exchange

if TYPE_CHECKING:
    from harness.targets.model import Target

TOKEN, RESET = "tok-5TqZ8rXw2LmN7vKp-1", "res-9KmZ8rXw2LmN7vKp-2"
EMAIL = "qa+meiro-contracts-0a1b2c3d-1@acme.test"
ID = "2f9bd8b0-6e3f-4d0b-9a6e-51c9d7f0a3b4"
TOLD = Told("logout.ends-session", "It ends.", "a refusal (4xx)", "200 (application/json)")
JSON = ("Content-Type", "application/json")


class Played:
    """The trace of a run, and what makes scripts of it."""

    def __init__(self, **target: Any) -> None:
        self.trace = Trace()
        self.redactor = Redactor()
        self.target: Target = a_target(product="me", **target)
        self.spec = specification.load("me")
        self.redactor.register_chosen(ACCOUNT.password, "PASSWORD")
        self.scripts = Scripts(self.trace, self.target, self.spec, self.redactor)

    @classmethod
    def of_a_reset(cls, password: str = "made-up-5TqZ8r-aA1!") -> Played:
        """Play how a user is invited, and chooses a password."""
        played = cls()
        played.log_in()
        played.invite()
        played.link()
        played.reset(password)
        return played

    @property
    def origins(self) -> Origins:
        """What is known of the values."""
        return Origins(self.trace, self.target, Memory())

    def exchange(
        self,
        operation: str | None,
        json: object = None,
        *,
        token: str | None = None,
        sent: object = None,
        path: str | None = None,
        status: int = 200,
        generated: bool = False,
        **of: Any,
    ) -> Exchange:
        """Note an exchange of an operation, as the client would."""
        known = self.spec.operation(operation) if operation else None
        method, template = (known.method, known.path) if known else ("GET", "/probe")
        headers = (JSON, *([("X-Access-Token", token)] if token is not None else []))
        body = sent if isinstance(sent, bytes | None) else json_module.dumps(sent).encode()
        request = Request(method, URL + (path or template), headers, body)
        made = an_exchange(operation, json=json, status=status, request=request, **of)
        made = replace(made, is_generated=generated)
        self.trace.note(made)
        return made

    def log_in(self, token: str = TOKEN) -> Exchange:
        """Log the account in."""
        self.redactor.register(token, "TOKEN")
        said = {"email": ACCOUNT.email, "password": ACCOUNT.password}
        return self.exchange("login", {"token": token}, sent=said)

    def invite(self, token: str = TOKEN) -> Exchange:
        """Invite a user."""
        found = {"id": ID, "email": EMAIL}
        return self.exchange("inviteUser", found, token=token, sent={"email": EMAIL})

    def link(self) -> Exchange:
        """Fetch the link of the user."""
        self.redactor.register(RESET, "RESET_TOKEN")
        found = {"user_invitation_link": f"https://acme.test/?email=x&reset_token={RESET}"}
        return self.exchange(
            "getInvitationLink", found, token=TOKEN, path=f"/users/{ID}/invitation_link"
        )

    def reset(self, password: str) -> Exchange:
        """Set a password by the link."""
        self.redactor.register(password, "PASSWORD")
        said = {"email": EMAIL, "password": password, "token": RESET}
        return self.exchange("resetPassword", {"message": "ok"}, sent=said)

    def script(self, shown: Exchange | None = None, told: Told = TOLD, **of: Any) -> str:
        """Make the script that repeats an exchange, the last one unless it is named."""
        last = self.trace.events[-1]
        assert isinstance(last, Exchange)
        return self.scripts.of(told, shown or last, **of)
