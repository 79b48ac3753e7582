"""The rules: every statement of the pages, read from ``spec/rules.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from spec import products
from spec.specification import ROOT, Effects

if TYPE_CHECKING:
    from collections.abc import Mapping


class Strength(StrEnum):
    """How firmly the pages state a rule."""

    DOCUMENTED = "documented"
    IMPLIED = "implied"
    ADVISED = "advised"


class Need(StrEnum):
    """What a target must offer beyond its URL and account; the value is its key."""

    TOKEN_AGER = "token_ager"  # noqa: S105 - the name of a key of the targets file
    SSO_CODE = "sso_code"
    MAILBOX = "mailbox"
    PROBE = "probe"
    FEATURE = "account.features"
    LIMITED_ACCOUNT = "limited_account"
    REMOTE = "url"
    """A host that is not this machine."""

    @property
    def words(self) -> str:
        """Say what it is that a target must offer."""
        return {
            Need.TOKEN_AGER: "a source of aged tokens",
            Need.SSO_CODE: "a source of codes of the identity provider",
            Need.MAILBOX: "a way to read the mail that it sends, through Mailpit or IMAP",
            Need.PROBE: "a protected operation, of which the pages have none",
            Need.FEATURE: "an account with the required feature",
            Need.LIMITED_ACCOUNT: "an account without the required feature",
            Need.REMOTE: "a host that is not this machine",
        }[self]


class Each(StrEnum):
    """Of what a rule has a result of its own, beside those of the operations that it is about."""

    OPERATION = "operation"
    PROTECTED_OPERATION = "protected operation"


@dataclass(frozen=True)
class Statement:
    """A rule as one product states it."""

    strength: Strength
    page: str
    """The page's file name, below the product's folder of blueprints."""
    section: str
    """The heading under which it stands; empty for the whole page."""
    needs: frozenset[Need]


@dataclass(frozen=True)
class Rule:
    """One statement of the pages."""

    id: str
    says: str
    """The statement, one sentence in the present tense."""
    effects: Effects
    """The least that a target must allow."""
    operations: tuple[str, ...]
    """The ids of the operations it is about; none for a rule about whatever the run sends."""
    each: Each | None
    statements: Mapping[str, Statement]
    """The statement by product; a product that does not state it is missing."""

    def strength(self, product: str) -> Strength:
        """Return how firmly ``product`` states it; KeyError where it does not."""
        return self.statements[product].strength

    def place(self, product: str) -> str:
        """Return where the pages of ``product`` state it, for a person to look up."""
        statement = self.statements[product]
        file = f"spec/blueprints/{product}/{statement.page}"
        line = _heading_line(product, statement.page, statement.section)
        return f"{file}:{line} ({statement.section})" if statement.section else file


@cache
def load() -> Mapping[str, Rule]:
    """Read every rule, by id, in the order of the file."""
    table = tomllib.loads((ROOT / "rules.toml").read_text(encoding="utf-8"))
    return {rule_id: _rule(rule_id, raw) for rule_id, raw in table.items()}


def _rule(rule_id: str, raw: Mapping[str, object]) -> Rule:
    statements = {product: raw[product] for product in products.names() if product in raw}
    return Rule(
        id=rule_id,
        says=str(raw["says"]),
        effects=Effects.named(str(raw["effects"])),
        operations=tuple(str(each) for each in _texts(raw.get("operations", []))),
        each=Each(str(raw["each"])) if "each" in raw else None,
        statements={
            product: _statement(statement, raw.get("needs", []))
            for product, statement in statements.items()
            if isinstance(statement, dict)
        },
    )


def _statement(raw: Mapping[str, object], shared_needs: object) -> Statement:
    return Statement(
        strength=Strength(str(raw["strength"])),
        page=str(raw.get("page", "authentication.apib")),
        section=str(raw.get("section", "")),
        needs=frozenset(Need(each) for each in _texts(raw.get("needs", shared_needs))),
    )


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise TypeError(f"spec/rules.toml: {value!r} is not a list")
    return value


@cache
def _heading_line(product: str, page: str, section: str) -> int:
    lines = (products.pages(product) / page).read_text(encoding="utf-8").splitlines()
    if not section:
        return 1
    numbers = [n for n, line in enumerate(lines, 1) if line.lstrip("# ") == section]
    if not numbers:
        message = f"spec/rules.toml: {page} of {product} has no heading {section!r}"
        raise LookupError(message)
    return numbers[0]
