"""Instances under check, the runs made against them, and the secrets that these handled."""

from __future__ import annotations

import json
import re
import urllib.request

from harness.generation.wrong_credentials import WRONG
from tests.harness.making import ACCOUNT, CANARY, MARKUP
from tests.harness.wire import Wire, http
from tests.matrix import Run, run_suite


def crash_at_log_in(wire: Wire) -> None:
    """Answer the right credentials 500, with a cookie and a page, and refuse all else."""
    crash = f"HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\nContent-Length: {len(MARKUP)}\r\n"
    crash += f"Set-Cookie: session={CANARY}-cookie; Path=/; HttpOnly; SameSite=Lax\r\n\r\n{MARKUP}"
    answer = wire.answer_to

    def answer_to(request: bytes) -> bytes:
        body = request.partition(b"\r\n\r\n")[2]
        is_right = body and json.loads(body) == {"email": ACCOUNT.email, "password": CANARY}
        if request.startswith(b"POST /api/users/login ") and is_right:
            wire.requests.append(request)
            return crash.encode()
        return answer(request)

    wire.answers = [http(401, {"message": "no"})]
    wire.answer_to = answer_to  # type: ignore[method-assign]


class Bench:
    """Instances under check, and the runs that were made against them."""

    def __init__(self, instances, file, environment, directory):
        self.instances = {each["name"]: each for each in instances}
        self.file = file
        self.environment = environment
        self.directory = directory

    def run(self, name: str, targets, *arguments: str) -> Run:
        """Check these targets."""
        options = ["--targets-file", str(self.file), *arguments]
        options += [f"--target={each}" for each in targets]
        return run_suite(options, self.directory / name, self.environment)

    def secrets(self) -> set[str]:
        """Every password given to a run, and all that its requests held in their secret places.

        The id of a user, which paths show, is none, though it is tried as a token.
        """
        found, ids = set(self.environment.values()) | {f"{CANARY}-cookie"}, set()
        for instance in self.instances.values():
            with urllib.request.urlopen(f"{instance['control']}/requests") as answer:
                for request in json.load(answer):
                    found |= secrets_of(request)
                    ids |= set(request["path"].split("/"))
        return found - ids


def secrets_of(request):
    values = [value for name, value in request["headers"] if name == "x-access-token"]
    values += [
        each
        for name, value in request["headers"]
        if name == "cookie"
        for each in re.findall(r"=([^;]+)", value)
    ]
    try:
        body = json.loads(request["body"])
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        values += [body.get(name) for name in ("token", "password", "code")]
    is_secret = re.compile(r"[\w.~+/=-]{16,}")
    return {
        value
        for value in values
        if isinstance(value, str) and is_secret.fullmatch(value) and len(set(value)) > 6
    } - {WRONG}
