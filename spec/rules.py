"""The rules: every statement of the pages, read from ``spec/rules.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from spec import products, specification
from spec.roles import Role
from spec.specification import ROOT, Effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spec.specification import Operation, Specification


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
            Need.TOKEN_AGER: "a way to make tokens older",
            Need.SSO_CODE: "a way to get codes of the identity provider",
            Need.MAILBOX: "a way to read the mail that it sends, through Mailpit or IMAP",
            Need.PROBE: "an operation that asks for a token, of which the pages have none",
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
    source: str = ""
    """``file:line`` of the pages, where no heading is named; empty where one is."""


@dataclass(frozen=True)
class Rule:
    """One statement of the pages."""

    id: str
    says: str
    """The statement, one sentence in the present tense."""
    effects: Effects
    """The least that a target must allow."""
    roles: tuple[Role, ...]
    """Those of the operations it is about; none for a rule about whatever the run sends."""
    each: Each | None
    statements: Mapping[str, Statement]
    """The statement by product; a product that does not state it is missing."""
    rests_on: tuple[str, ...] = ()
    """Ids of rules: whatever breaks one of them must be expected to break it as well."""

    def operations(self, product: str) -> tuple[str, ...]:
        """Return the ids of the operations it is about, as far as the product has them."""
        found = map(specification.load(product).of_role, self.roles)
        return tuple(each.id for each in found if each is not None)

    def strength(self, product: str) -> Strength:
        """Return how firmly ``product`` states it; KeyError where it does not."""
        return self.statements[product].strength

    def place(self, product: str) -> str:
        """Return where the pages of ``product`` state it, for a person to look up."""
        statement = self.statements[product]
        if statement.source:
            return statement.source
        file = f"spec/blueprints/{product}/{statement.page}"
        line = _heading_line(product, statement.page, statement.section)
        return f"{file}:{line} ({statement.section})" if statement.section else file


@cache
def load() -> Mapping[str, Rule]:
    """Read every rule, by id, in the order of the file."""
    table = tomllib.loads((ROOT / "rules.toml").read_text(encoding="utf-8"))
    return {rule_id: _rule(rule_id, raw) for rule_id, raw in table.items()}


@cache
def foundations(rule_id: str) -> frozenset[str]:
    """Return the ids of all rules that a rule rests on, directly or through others."""
    direct = load()[rule_id].rests_on
    return frozenset(direct).union(*map(foundations, direct))


class _Statements(Mapping[str, Statement]):
    """What each product states of a rule: those that it names, and any other by its pages.

    No pages are read before a product is asked for that the rule does not name.
    """

    def __init__(self, raw: Mapping[str, Any], roles: tuple[Role, ...], each: Each | None) -> None:
        self._raw = raw
        self._roles = roles
        self._each = each
        self._made: dict[str, Statement | None] = {}

    def __getitem__(self, product: str) -> Statement:
        if product not in self._made:
            self._made[product] = self._make(product)
        made = self._made[product]
        if made is None:
            raise KeyError(product)
        return made

    def __iter__(self) -> Iterator[str]:
        return (each for each in products.names() if each in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _make(self, product: str) -> Statement | None:
        shared = self._raw.get("needs", [])
        if product in self._raw:
            return _statement(self._raw[product], shared)
        raw = self._raw.get(ANY)
        if raw is None or product not in products.folders():
            return None
        return self._of_pages(specification.load(product), raw, _statement(raw, shared))

    def _of_pages(
        self, spec: Specification, raw: Mapping[str, Any], stated: Statement
    ) -> Statement | None:
        """Return the statement of a product that the rule does not name; None without one."""
        roles = tuple(map(Role, _texts(raw["roles"]))) if "roles" in raw else self._roles
        is_about_tokens = self._each is Each.PROTECTED_OPERATION or Need.PROBE in stated.needs
        is_there = bool(spec.gates()) or spec.has(Role.LOGIN)
        if not spec.has(*roles) or (is_about_tokens and not is_there):
            return None
        if "kinds" in raw and not _kinds_of(spec) & {*_texts(raw["kinds"])}:
            return None
        if "filters" in raw and not _is_choosing(spec, str(raw["filters"])):
            return None
        if raw.get("counts") and all(each.count is None for each in spec.operations.values()):
            return None
        if raw.get("refusals") and not any(map(_is_refusing, spec.operations.values())):
            return None
        needs = stated.needs - ({Need.PROBE} if spec.gates() else set())
        return replace(stated, needs=needs, source=_source(spec, self._roles, self._each))


def _is_refusing(operation: Operation) -> bool:
    """Whether it has no contracts of its own, and documents a refusal of what is there."""
    refusals = {status for status in operation.answers if re.fullmatch(r"4\d\d", status)}
    return operation.kind is not None and bool(refusals - {"404"})


def _is_choosing(spec: Specification, by: str) -> bool:
    """Whether some list has filters, or leaves something out, by its page's words; or by names."""
    is_described = by == "described"
    return any(
        (each.left_out and is_described)
        or any(found.is_described is is_described for found in each.filters)
        for each in spec.operations.values()
    )


def _kinds_of(spec: Specification) -> set[str]:
    """Return the kinds of the operations that have no contracts of their own, and ``any``."""
    kinds = {str(each.kind) for each in spec.operations.values() if each.kind is not None}
    return {*kinds, ANY} if kinds else set()


def _source(spec: Specification, roles: tuple[Role, ...], each: Each | None) -> str:
    """Return where the pages have what a rule is about: an operation of it, else their first."""
    of_roles = [found for role in roles if (found := spec.of_role(role)) is not None]
    gates = list(spec.gates()) if each is Each.PROTECTED_OPERATION else []
    for operation in (*of_roles, *gates):
        return operation.source
    first = next(iter(spec.operations.values()), None)
    file = first.source.partition(":")[0] if first is not None else ""
    return file or f"the pages of {spec.product}"


ANY = "any"
"""The key of what every product states that a rule does not name."""


def _rule(rule_id: str, raw: Mapping[str, Any]) -> Rule:
    roles = tuple(map(Role, _texts(raw.get("roles", []))))
    each = Each(str(raw["each"])) if "each" in raw else None
    return Rule(
        id=rule_id,
        says=str(raw["says"]),
        effects=Effects.named(str(raw["effects"])),
        roles=roles,
        each=each,
        statements=_Statements(raw, roles, each),
        rests_on=tuple(map(str, _texts(raw.get("rests_on", [])))),
    )


def _statement(raw: Mapping[str, Any], shared_needs: object) -> Statement:
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
