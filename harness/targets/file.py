"""The targets file: read, and checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness.core.errors import BadTarget
from harness.core.given import read_text
from harness.core.rule_ids import DOCUMENTED
from harness.targets.known_deviation import PROBE, KnownDeviation, operations_of
from harness.targets.lenders import with_lender
from harness.targets.limits import Limits
from harness.targets.model import (
    DEFAULT_MAIL_WAIT,
    DEFAULT_SKEW,
    Account,
    AuthorizationFlow,
    Helper,
    MailboxAddress,
    Probe,
    Target,
)
from harness.targets.table import Table, mapping, unknown
from spec import products, rules, specification
from spec.resources import changes_what_is_once
from spec.specification import ROOT, Effects

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from spec.rules import Rule


def read_file(path: Path, names: Collection[str] = ()) -> dict[str, Target]:
    """Read the targets of a TOML file that ``names`` names, or every one of them, by name.

    What is not asked for need not be complete: its secrets may be another pipeline's. Paths in it
    begin where the run was started; in the project's own file, beside it.
    """
    raw = _toml(path)
    targets = mapping(Table(raw, str(path), ["targets"]).raw.get("targets", {}), f"{path}: targets")
    for name in names:
        if not targets:
            raise BadTarget(
                f"--target: {path} holds no targets: {name!r} needs a table [targets.{name}] there"
            )
        if name not in targets:
            raise BadTarget(f"--target: {unknown(name, targets)} ({path})")
    base = path.parent if path.is_absolute() and path == OWN_FILE else Path()

    def read(name: str) -> Target:
        where = f"{path}: targets.{name}"
        return parse(name, mapping(targets[name], where), where, base)

    chosen = [name for name in targets if not names or name in names]
    return {name: with_lender(read(name), name, targets, str(path), read) for name in chosen}


OWN_FILE = ROOT.parent / "targets.toml"
"""The project's own; a path to it from elsewhere is absolute."""


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(read_text(path))
    except FileNotFoundError:
        raise BadTarget(f"{path}: there is no such file") from None
    except tomllib.TOMLDecodeError as failure:
        raise BadTarget(f"{path}: is not TOML: {failure}") from None
    except RecursionError:
        raise BadTarget(f"{path}: is not TOML: it is nested too deeply") from None
    except ValueError as failure:  # the file's own, or a number that is too long
        raise BadTarget(f"{path}: {failure}") from None


def parse(name: str, raw: Mapping[str, Any], where: str, base: Path = Path()) -> Target:
    """Build one target from its table; ``where`` begins every message.

    A new field of Target is a key that is accepted, and must be read here.
    """
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise BadTarget(f"{where}: a name is of letters, digits, '.', '_' and '-'")
    table = Table(raw, where, _fields(Target) - {"name", "is_embedded", "remarks"})
    table.base = base
    target = _target(table, name)
    return replace(target, remarks=tuple(table.remarks))


def _target(table: Table, name: str) -> Target:
    return Target(
        name=name,
        url=table.url("url"),
        product=table.choice("product", products.names()),
        effects=Effects.named(table.choice("effects", [str(e) for e in Effects], "session")),
        account=_account(table, "account"),
        token=_token(table),
        limited_account=_account(table, "limited_account"),
        rate_limit=table.rate("rate_limit"),
        budget=_budget(table),
        verify=table.verify("verify"),
        client_cert=table.certificate("client_cert"),
        allow_http=table.of_type("allow_http", bool, "true or false") or False,
        skew=table.seconds("skew", DEFAULT_SKEW),
        is_skew_given="skew" in table.raw,
        token_ager=_helper(table, "token_ager"),
        sso_code=_sso_code(table),
        mailbox=_mailbox(table),
        addresses=_addresses(table),
        probe=_probe(table),
        values=table.values("values"),
        may_change=_may_change(table),
        docs_url=table.url("docs_url") if "docs_url" in table.raw else None,
        known=tuple(
            _known(each, table.text("product"))
            for each in table.tables("known", _fields(KnownDeviation))
        ),
    )


def _may_change(table: Table) -> tuple[str, ...]:
    """Return the paths of what there is but once; each has an operation that changes it."""
    spec = specification.load(table.text("product"))
    known = [each.path for each in spec.operations.values() if changes_what_is_once(spec, each)]
    paths = tuple(table.texts("may_change"))
    for each in paths:
        if each not in known:
            raise BadTarget(f"{table.where}.may_change: {unknown(each, known)}")
    return paths


def _fields(
    kind: type[
        Target
        | Account
        | Helper
        | AuthorizationFlow
        | Limits
        | MailboxAddress
        | Probe
        | KnownDeviation
    ],
) -> set[str]:
    return {each.name for each in fields(kind)}


def _account(parent: Table, key: str) -> Account | None:
    table = parent.optional(key, _fields(Account))
    if table is None:
        return None
    return Account(
        email=table.address("email"),
        password=table.secret("password"),
        features=frozenset(table.texts("features")),
    )


def _token(table: Table) -> str | None:
    """Return the one token of a target; BadTarget where something else gives it tokens as well."""
    given = [key for key in ("account", "tokens_from", "token") if key in table.raw]
    if len(given) > 1:
        raise BadTarget(f"{table.where}: {' and '.join(given)} exclude each other")
    if "tokens_from" in table.raw:
        table.text("tokens_from")
    if "token" not in table.raw:
        return None
    if "token_ager" in table.raw:
        raise BadTarget(f"{table.where}: token_ager would age the one token: give an account")
    token = table.secret("token")
    if not (token.isascii() and token.isprintable()) or token != token.strip():
        raise BadTarget(f"{table.where}.token: holds what no header can carry")
    return token


def _helper(parent: Table, key: str) -> Helper | None:
    table = parent.optional(key, _fields(Helper))
    if table is None:
        return None
    table.exactly_one_of("url", "command")
    if table.raw.get("command") == []:
        raise BadTarget(f"{table.where}.command: is empty")
    command = table.texts("command")
    return Helper(
        url=table.url("url") if "url" in table.raw else None,
        command=(table.program(command[0]), *command[1:]) if command else (),
    )


def _budget(parent: Table) -> Limits:
    table = parent.optional("budget", _fields(Limits))
    if table is None:
        return Limits()
    words = "a number, 0 or more"
    said = {name: table.of_type(name, int, words) for name in _fields(Limits)}
    for name, value in said.items():
        if value is not None and value < 0:
            raise BadTarget(f"{table.where}.{name}: is {words}")
    return Limits(**said)


def _sso_code(parent: Table) -> Helper | AuthorizationFlow | None:
    table = parent.optional("sso_code", _fields(Helper) | _fields(AuthorizationFlow))
    if table is None or "issuer" not in table.raw:
        return _helper(parent, "sso_code")
    if _fields(Helper) & set(table.raw):
        raise BadTarget(f"{table.where}: needs either issuer, url or command")
    return AuthorizationFlow(
        issuer=table.url("issuer"),
        client_id=table.text("client_id"),
        redirect_uri=table.url("redirect_uri"),
        username=table.text("username"),
        password=table.secret("password"),
        scopes=table.text("scopes", AuthorizationFlow.scopes),
        code_verifier=table.secret("code_verifier") if "code_verifier" in table.raw else None,
        other_client_id=table.text("other_client_id") if "other_client_id" in table.raw else None,
    )


def _addresses(table: Table) -> str | None:
    if "addresses" not in table.raw:
        return None
    template = table.text("addresses")
    local, _, domain = template.partition("@")
    if template.count("{id}") != 1 or not local or not domain or "@" in domain:
        raise BadTarget(
            f'{table.where}.addresses: is an address with {{id}}, as "qa+{{id}}@a.test"'
        )
    return template


def _mailbox(parent: Table) -> MailboxAddress | None:
    table = parent.optional("mailbox", _fields(MailboxAddress))
    if table is None:
        return None
    table.exactly_one_of("mailpit", "imap")
    return MailboxAddress(
        mailpit=table.url("mailpit") if "mailpit" in table.raw else None,
        imap=_imap(table) if "imap" in table.raw else None,
        verify=table.verify("verify"),
        password=table.secret("password") if "password" in table.raw else None,
        wait=table.seconds("wait", DEFAULT_MAIL_WAIT),
    )


def _imap(table: Table) -> str:
    address = table.text("imap")
    parts = urlsplit(address)
    if parts.scheme != "imaps" or not parts.hostname or not parts.username or parts.password:
        raise BadTarget(f"{table.where}.imap: is imaps://USER@HOST, with the folder as its path")
    if "password" not in table.raw:
        raise BadTarget(f"{table.where}: imap needs a password, as env:NAME or file:PATH")
    return address


def _probe(parent: Table) -> Probe | None:
    table = parent.optional("probe", _fields(Probe))
    if table is None:
        return None
    probe = Probe(method=table.text("method", "GET").upper(), path=table.text("path"))
    if not re.fullmatch(r"[A-Z]+", probe.method):
        raise BadTarget(f"{table.where}.method: is a method of HTTP, such as GET")
    if not re.fullmatch(r"/[!-~]*", probe.path):
        raise BadTarget(f"{table.where}.path: begins with a slash, and holds no blanks")
    return probe


def _known(table: Table, product: str) -> KnownDeviation:
    """Read an entry of a target's list; BadTarget where no result could ever be what it names."""
    rule = rules.load()[table.choice("rule", tuple(rules.load()))]
    if product not in rule.statements:
        raise BadTarget(f"{table.where}.rule: the pages of {product} do not state {rule.id!r}")
    is_of_answers = rule.id == DOCUMENTED
    if is_of_answers and not {"operation", "status"} <= set(table.raw):
        raise BadTarget(f"{table.where}: {DOCUMENTED} goes with operation and status")
    if not is_of_answers and "status" in table.raw:
        raise BadTarget(f"{table.where}.status: goes with {DOCUMENTED} alone, not with {rule.id}")
    return KnownDeviation(
        rule=rule.id,
        reason=table.text("reason"),
        issue=table.text("issue", ""),
        until=table.day("until"),
        operation=_operation(table, rule, product),
        status=table.of_type("status", int, "a number, such as 404"),
    )


def _operation(table: Table, rule: Rule, product: str) -> str | None:
    if "operation" not in table.raw:
        return None
    operation = table.text("operation")
    where = f"{table.where}.operation"
    known = (*specification.load(product).operations, PROBE)
    if operation not in known:
        raise BadTarget(f"{where}: {unknown(operation, known)}")
    named = operations_of(rule, product)
    if operation not in named:
        right = f"say {' or '.join(named)}, or leave it out" if named else "leave it out"
        raise BadTarget(f"{where}: no result of {rule.id} stands under {operation!r}; {right}")
    return operation
