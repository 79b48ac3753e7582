"""Which rules are proven of an operation from now on, and what it would take to prove the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spec import rules
from spec.paging import LIMITS, OFFSETS, ORDERS, PAGES, named
from spec.resources import Kind, above_of, changes_what_is_once
from spec.roles import Role
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spec.parameters import Parameter
    from spec.resources import Resource
    from spec.specification import Operation, Specification

_PREFIX = {
    Role.OPTIONS: "options.",
    Role.LOGIN: "login.",
    Role.REFRESH: "refresh.",
    Role.LOGOUT: "logout.",
    Role.SSO_LOGIN: "sso.",
    Role.METABASE_LOGIN: "metabase.",
    Role.INVITE: "invite.",
    Role.REINVITE: "reinvite.",
    Role.INVITATION_LINK: "link.",
    Role.FORGOT_PASSWORD: "forgot.",
    Role.RESET_PASSWORD: "reset.",
    Role.CHANGE_PASSWORD: "password.",
}
_WRITES = {Kind.MODIFY, Kind.REPLACE, Kind.DELETE}


@dataclass(frozen=True, slots=True)
class Proof:
    """What is said of one operation."""

    rules: tuple[str, ...]
    """The ids of the rules that are proven on it, once all that is lacking is there."""
    lacking: tuple[str, ...]
    """What a target must say or allow for that, in words, beyond its URL."""


def proof(spec: Specification, operation: Operation) -> Proof:
    """Return what is proven of an operation."""
    found = list(_of_its_own(spec, operation))
    if operation.is_as_any_other:
        found += _of_any(spec, operation)
    if operation.secured:
        found += ["token.required", "token.refuses-forged", "token.dies-after-8h"]
    found += ["answers.documented", "input.refused-not-crashed"]
    return Proof(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(_lacking(spec, operation))))


def words(rule_id: str) -> str:
    """Return what a rule says."""
    return rules.load()[rule_id].says


def _of_its_own(spec: Specification, operation: Operation) -> Iterator[str]:
    prefix = _PREFIX.get(operation.role) if operation.role else None
    if prefix is None:
        return
    for rule_id, rule in rules.load().items():
        is_stated = spec.product in rule.statements or len(rule.statements) > 1
        if rule_id.startswith(prefix) and is_stated:
            yield rule_id


def _of_any(spec: Specification, operation: Operation) -> Iterator[str]:
    yield "operation.answers"
    in_path = [each for each in operation.parameters if each.where == "path"]
    if in_path and "404" in operation.answers:
        yield "operation.unknown-is-404"
    if _documented_refusals(operation):
        yield "operation.refuses-as-documented"
    if operation.queried:
        yield "parameter.is-accepted"
    resource = spec.resource_of(operation)
    if resource:
        yield from _of_resource(resource, operation)
    above = above_of(spec, operation) if operation.kind is Kind.ACTION else None
    if above and above.operation(Kind.CREATE) and above.operation(Kind.GET):
        yield "resource.reads-back"
    if operation.kind is Kind.LIST:
        yield from _of_list(operation)
        yield from _of_filters(operation)


def _documented_refusals(operation: Operation) -> list[str]:
    return [
        status
        for status in operation.answers
        if status in {"400", "409", "410", "412", "422"}
        and (operation.body_schema is not None or operation.parameters)
    ]


def _of_resource(resource: Resource, operation: Operation) -> Iterator[str]:
    can_make = resource.operation(Kind.CREATE) is not None
    can_read = resource.operation(Kind.GET) or resource.operation(Kind.LIST)
    is_single = resource.item_path == resource.path
    kind = operation.kind
    if kind is Kind.CREATE and can_read:
        yield "resource.reads-back"
    if kind is Kind.CREATE and resource.operation(Kind.LIST):
        yield "resource.is-listed"
    if kind in {Kind.MODIFY, Kind.REPLACE} and can_read and (can_make or is_single):
        yield "resource.reads-back"
    if kind is Kind.DELETE and can_make:
        yield "resource.deleted-is-gone"


def _of_list(operation: Operation) -> Iterator[str]:
    def has(*names: str, is_number: bool) -> bool:
        return named(operation, names, is_number=is_number) is not None

    if has(*LIMITS, is_number=True):
        yield "list.keeps-to-limit"
    if has(*OFFSETS, *PAGES, is_number=True):
        yield "list.skips-offset"
    if has(*ORDERS, is_number=False) or operation.order is not None:
        yield "list.orders"
    if operation.count is not None:
        yield "list.counts"


def _of_filters(operation: Operation) -> Iterator[str]:
    for each in operation.filters:
        yield "list.filters" if each.is_described else "list.filters-by-name"
    if operation.left_out:
        yield "list.filters"


def _lacking(spec: Specification, operation: Operation) -> Iterator[str]:
    if operation.effects is Effects.ACCOUNT:
        yield 'effects = "account"'
    if operation.required_feature:
        yield f'account.features = ["{operation.required_feature}"]'
    if operation.role is Role.SSO_LOGIN:
        yield "sso_code"
    if operation.role is Role.FORGOT_PASSWORD:
        yield "mailbox"
    if operation.secured and not spec.has(Role.LOGIN):
        yield 'tokens_from = "<target>" or token = "env:…"'
    if not operation.is_as_any_other:
        return
    for each in operation.parameters:
        yield from _lacking_value(spec, operation, each)
    owners = [_owner(spec, each, operation) for each in operation.parameters]
    is_of_the_run = any(each and each.operation(Kind.CREATE) for each in owners)
    if changes_what_is_once(spec, operation) and not is_of_the_run:
        yield f'may_change = ["{operation.path}"]'


def _lacking_value(
    spec: Specification, operation: Operation, parameter: Parameter
) -> Iterator[str]:
    if parameter.where == "query":
        known = parameter.example is not None or {"enum", "default"} & set(parameter.schema)
        if parameter.required and not known:
            yield f'[targets.x.values] {parameter.name} = "…"'
        return
    owner = _owner(spec, parameter, operation)
    if owner and owner.operation(Kind.CREATE):
        if operation.effects is not Effects.ACCOUNT and not owner.operation(Kind.LIST):
            yield f'effects = "account" (which lets {owner.operation(Kind.CREATE)} make one)'
        return
    if operation.kind in _WRITES and owner and owner.path == operation.resource:
        yield f"a create operation: {operation.method} is sent only to what the run made"
        return
    if operation.method == "GET" and ((owner and owner.operation(Kind.LIST)) or parameter.example):
        return
    yield f'[targets.x.values] {parameter.name} = "…"'


def _owner(spec: Specification, parameter: Parameter, operation: Operation) -> Resource | None:
    """Return the resource whose things a parameter of the path names."""
    above = operation.path.partition("{" + parameter.name + "}")[0] + "{"
    return next(
        (
            each
            for each in spec.resources
            if each.item_path and each.path.rstrip("/") + "/{" == above
        ),
        None,
    )
