"""The embedded instances: the reference, one of each product, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from harness.core.errors import BadTarget
from harness.targets.model import Account, AuthorizationFlow, Helper, MailboxAddress, Probe, Target
from spec.specification import ROOT, Effects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_END = 3.0
"""Seconds that the process may take to end."""
NEEDED = ("aiosmtpd", "httpx", "joserfc", "oidc_provider_mock", "starlette", "uvicorn")
"""What the process imports of the extra ``reference``: not every machine has it."""


class EmbeddedInstances:
    """The process that serves one reference instance of each product, while it is open."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> list[Target]:
        """Start the process, and return its instances once they accept connections.

        BadTarget where it can't be: without the extra ``reference``, for one.
        """
        _require_extra()
        command = [sys.executable, "-m", "reference", "--every-product", "--with-provider"]
        command.append("--exit-with-parent")
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            command,
            stdin=subprocess.PIPE,  # its end tells the process that the suite is gone
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT.parent,
            start_new_session=True,  # Ctrl-C would end it before the run's users are removed
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise BadTarget("the embedded instances did not start; their own words are above")
        return [_target(each) for each in json.loads(line)]

    def let_go(self) -> None:
        """Ask the process to end, without waiting for it."""
        if self._process is not None:
            self._process.terminate()

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self.let_go()
            try:
                self._process.communicate(timeout=LONGEST_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
            self._process = None


def _require_extra() -> None:
    """Refuse to start what would fail (BadTarget), and say what brings it."""
    missing = [each for each in NEEDED if find_spec(each) is None]
    if missing:
        raise BadTarget(
            f"the embedded instances need {', '.join(missing)}, which "
            f"{'is' if len(missing) == 1 else 'are'} not installed: "
            "pip install -c constraints.txt -e '.[reference]', or name an instance by --target or "
            "--target-url"
        )


def _target(instance: Mapping[str, Any]) -> Target:
    control = instance["control"]
    limited = instance.get("limited_account")
    return Target(
        name=instance["name"],
        url=instance["url"],
        product=instance["product"],
        effects=Effects.ACCOUNT,
        is_embedded=True,
        account=_account(instance["account"]),
        limited_account=_account(limited) if limited else None,
        token_ager=Helper(url=f"{control}/age"),
        sso_code=AuthorizationFlow(**instance["sso"]),
        mailbox=MailboxAddress(mailpit=f"{control}/mail"),
        probe=Probe(**instance["probe"]),
    )


def _account(raw: Mapping[str, Any]) -> Account:
    return Account(raw["email"], raw["password"], frozenset(raw.get("features", ())))


def stand_ins(targets: Sequence[Target], embedded: Sequence[Target]) -> list[Target]:
    """Return an embedded instance in the place of each target."""
    by_product = {each.product: each for each in embedded}
    return [_stand_in(target, by_product) for target in targets]


def _stand_in(target: Target, by_product: Mapping[str, Target]) -> Target:
    reference, lender = by_product.get(target.product), target.tokens_from
    if reference is None:
        raise BadTarget(f"--dry-run: no reference instance serves {target.product}")
    return replace(
        reference,
        name=target.name,
        effects=target.effects,
        budget=target.budget,
        is_embedded=False,
        account=reference.account if target.account else None,
        limited_account=reference.limited_account if target.limited_account else None,
        token_ager=reference.token_ager if target.token_ager else None,
        sso_code=reference.sso_code if target.sso_code else None,
        mailbox=reference.mailbox if target.mailbox else None,
        probe=reference.probe if target.probe else None,
        tokens_from=_stand_in(lender, by_product) if lender is not None else None,
        token="a-token" if target.token else None,
        values=target.values,
        may_change=target.may_change,
    )
