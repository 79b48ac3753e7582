"""Targets: the instances to check, from a TOML file, from options, or embedded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harness import deviations, hosts
from harness.budget import Limits
from harness.deviations import KnownDeviation
from harness.tables import BadTarget, Table, mapping, unknown
from spec.rules import Need
from spec.specification import PRODUCTS, Effects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

DEFAULT_SKEW = timedelta(seconds=60)
DEFAULT_MAIL_WAIT = timedelta(seconds=60)


@dataclass(frozen=True)
class Account:
    """A user of the instance, made for the tests."""

    email: str
    password: str = field(repr=False)
    features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Helper:
    """An outside helper: a URL that takes a POST of JSON, or a command that reads and prints it."""

    url: str | None = None
    command: tuple[str, ...] = ()


@dataclass(frozen=True)
class AuthorizationFlow:
    """How the test user signs in at the identity provider, without a browser."""

    issuer: str
    client_id: str
    redirect_uri: str
    username: str
    password: str = field(repr=False)
    scopes: str = "openid email"
    code_verifier: str | None = field(default=None, repr=False)
    """The instance's own (RFC 7636), where it redeems codes by one: log-in hands it the code alone,
    so that a verifier of the run's making would leave it a code that it can't redeem."""
    other_client_id: str | None = None
    """Another client of the provider, whose codes the instance must refuse."""


@dataclass(frozen=True)
class MailboxAddress:
    """Where mail to the test accounts can be read."""

    mailpit: str | None = None
    imap: str | None = None
    """``imaps://USER@HOST[:PORT][/FOLDER]``."""
    verify: bool | str = True
    """For IMAP: the path of a CA bundle."""
    password: str | None = field(default=None, repr=False)
    wait: timedelta = DEFAULT_MAIL_WAIT
    """Within what mail must arrive."""


@dataclass(frozen=True)
class Probe:
    """A harmless protected operation of the instance."""

    method: str
    path: str


@dataclass(frozen=True)
class Target:
    """One instance, what may be done to it, and what it offers."""

    name: str
    url: str
    """The base URL, without a trailing slash."""
    product: str
    effects: Effects = Effects.SESSION
    account: Account | None = None
    limited_account: Account | None = None
    rate_limit: float | None = None
    """Requests a second, or None for as many as it takes."""
    budget: Limits = field(default_factory=Limits)
    """The most that a run may send; without a word, little to any but embedded instances."""
    is_embedded: bool = False
    """Whether it is a reference instance that the suite started itself."""
    verify: bool | str = True
    """Whether TLS is verified, or the path of a CA bundle."""
    client_cert: str | None = None
    """The path of a client certificate with its key, in PEM."""
    allow_http: bool = False
    """Whether credentials may go to another machine unencrypted."""
    skew: timedelta = DEFAULT_SKEW
    """What clocks may differ; nothing is concluded within it."""
    token_ager: Helper | None = None
    sso_code: Helper | AuthorizationFlow | None = None
    mailbox: MailboxAddress | None = None
    addresses: str | None = None
    """The addresses of invited users, with ``{id}`` in the place of what makes each its own."""
    probe: Probe | None = None
    known: tuple[KnownDeviation, ...] = ()

    @property
    def is_remote(self) -> bool:
        """Whether the host is another machine than this one."""
        return hosts.is_remote(self.url)

    def passwords(self) -> list[str]:
        """Return every password that the target is configured with."""
        accounts = [each for each in (self.account, self.limited_account) if each is not None]
        passwords = [each.password for each in accounts]
        if self.mailbox is not None and self.mailbox.password:
            passwords.append(self.mailbox.password)
        if isinstance(self.sso_code, AuthorizationFlow):
            passwords += [self.sso_code.password, self.sso_code.code_verifier or ""]
        return passwords

    def urls_of_secrets(self) -> Iterator[tuple[str, str]]:
        """Give each URL that passwords, tokens, codes or links go through, after its key."""
        if any((self.account, self.limited_account, self.sso_code)):
            yield "url", self.url
        if self.token_ager is not None and self.token_ager.url:
            yield "token_ager.url", self.token_ager.url
        if isinstance(self.sso_code, AuthorizationFlow):
            yield "sso_code.issuer", self.sso_code.issuer
        elif self.sso_code is not None and self.sso_code.url:
            yield "sso_code.url", self.sso_code.url
        if self.mailbox is not None and self.mailbox.mailpit:
            yield "mailbox.mailpit", self.mailbox.mailpit

    def offers(self, need: Need, features: frozenset[str] = frozenset()) -> bool:
        """Whether the target has what a rule needs; ``features`` are those of its operations."""
        account = self.account
        return {
            Need.TOKEN_AGER: self.token_ager is not None,
            Need.SSO_CODE: self.sso_code is not None,
            Need.MAILBOX: self.mailbox is not None,
            Need.PROBE: self.probe is not None,
            Need.FEATURE: account is not None and features <= account.features,
            Need.LIMITED_ACCOUNT: self.limited_account is not None,
            Need.REMOTE: self.is_remote,
        }[need]


def read_file(path: Path, names: Collection[str] = ()) -> dict[str, Target]:
    """Read the targets of a TOML file that ``names`` names, or every one of them, by name.

    What is not asked for need not be complete: its secrets may be another pipeline's.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadTarget(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as failure:
        raise BadTarget(f"{path}: can't be read: {failure}") from None
    except tomllib.TOMLDecodeError as failure:
        raise BadTarget(f"{path}: is not TOML: {failure}") from None
    targets = mapping(Table(raw, str(path), ["targets"]).raw.get("targets", {}), f"{path}: targets")
    for name in names:
        if name not in targets:
            raise BadTarget(f"--target: {unknown(name, targets)} ({path})")
    return {
        name: parse(name, mapping(each, f"{path}: targets.{name}"), f"{path}: targets.{name}")
        for name, each in targets.items()
        if not names or name in names
    }


def parse(name: str, raw: Mapping[str, Any], where: str) -> Target:
    """Build one target from its table; ``where`` begins every message."""
    if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
        raise BadTarget(f"{where}: a name is of letters, digits, '.', '_' and '-'")
    table = Table(raw, where, _fields(Target) - {"name", "is_embedded"})
    return Target(
        name=name,
        url=table.url("url"),
        product=table.choice("product", PRODUCTS),
        effects=Effects.named(table.choice("effects", [str(e) for e in Effects], "session")),
        account=_account(table, "account"),
        limited_account=_account(table, "limited_account"),
        rate_limit=table.rate("rate_limit"),
        budget=_budget(table),
        verify=table.verify("verify"),
        client_cert=table.certificate("client_cert"),
        allow_http=table.of_type("allow_http", bool, "true or false") or False,
        skew=table.seconds("skew", DEFAULT_SKEW),
        token_ager=_helper(table, "token_ager"),
        sso_code=_sso_code(table),
        mailbox=_mailbox(table),
        addresses=_addresses(table),
        probe=_probe(table),
        known=tuple(
            deviations.read(each, table.text("product"))
            for each in table.tables("known", _fields(KnownDeviation))
        ),
    )


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
        email=table.text("email"),
        password=table.secret("password"),
        features=frozenset(table.texts("features")),
    )


def _helper(parent: Table, key: str) -> Helper | None:
    table = parent.optional(key, _fields(Helper))
    if table is None:
        return None
    table.exactly_one_of("url", "command")
    if table.raw.get("command") == []:
        raise BadTarget(f"{table.where}.command: is empty")
    return Helper(
        url=table.url("url") if "url" in table.raw else None,
        command=tuple(table.texts("command")),
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
