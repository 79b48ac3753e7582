"""The most that a run may send to a target."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from spec.specification import Effects

Kind = Literal[
    "requests", "logins", "failed_logins", "invitations", "mails", "generated", "creations"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Limits:
    """The most of each kind in one run; None: as many as it takes.

    With a ledger, those of log-ins, invitations and mails hold for the account and the hour.
    """

    requests: int | None = None
    logins: int | None = None
    failed_logins: int | None = None
    """Log-ins by other credentials than the configured ones."""
    invitations: int | None = None
    mails: int | None = None
    generated: int | None = None
    """Requests of generated input; no more than ``--depth`` allows, whatever a target says."""
    creations: int | None = None
    """Requests to operations that make things; what is made is removed at the end."""

    def over(self, defaults: Limits) -> Limits:
        """Return these limits, with ``defaults`` where they say nothing."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return replace(defaults, **said)


DEFAULTS = {
    Effects.READ: Limits(50, 0, 0, 0, 0, 0, 0),
    Effects.SESSION: Limits(1000, 400, 2, 0, 0, 0, 0),
    Effects.ACCOUNT: Limits(5000, 2000, 1000, 500, 200, creations=1000),
}
"""By what may be done to a target that is not embedded."""


def words_of(kind: str) -> str:
    """Say a kind of the budget as people read it."""
    return kind.replace("_", " ")
