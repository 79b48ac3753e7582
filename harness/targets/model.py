"""What a target is: ``file.py`` reads it, ``embedded.py`` makes it, and the options choose it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from harness.core import hosts
from harness.targets.limits import DEFAULTS, Limits
from spec import specification
from spec.roles import Role
from spec.rules import Need
from spec.specification import Effects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from harness.targets.known_deviation import KnownDeviation


def limits_of(target: Target) -> Limits:
    """Return the limits of a target: its own, and safe ones where it is not embedded."""
    return target.budget if target.is_embedded else target.budget.over(DEFAULTS[target.effects])


def key_of_sessions(product: str) -> str:
    """Return the key that gives a target of a product sessions of its own."""
    return "account" if specification.load(product).has(Role.LOGIN) else "tokens_from"


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
    tokens_from: Target | None = None
    """Another target, whose log-in gives this one its tokens."""
    token: str | None = field(default=None, repr=False)
    """The one token there is, in the place of an account; it is neither refreshed nor ended."""
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
    is_skew_given: bool = False
    """Whether somebody chose it: then nothing is concluded within it, whatever the clocks show."""
    token_ager: Helper | None = None
    sso_code: Helper | AuthorizationFlow | None = None
    mailbox: MailboxAddress | None = None
    addresses: str | None = None
    """The addresses of invited users, with ``{id}`` in the place of what makes each its own."""
    probe: Probe | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    """What parameters and fields of the pages are on this instance, by name."""
    may_change: Sequence[str] = ()
    """Paths of what there is but once, such as settings, which a run may change and puts back."""
    docs_url: str | None = None
    """Where its pages are served."""
    known: tuple[KnownDeviation, ...] = ()
    remarks: tuple[str, ...] = ()
    """What was ambiguous where it is described, one line each."""

    @property
    def is_remote(self) -> bool:
        """Whether the host is another machine than this one."""
        return hosts.is_remote(self.url)

    @property
    def owner(self) -> Account | None:
        """The account whose tokens are used; None where nobody logs in."""
        return self.tokens_from.account if self.tokens_from is not None else self.account

    @property
    def ager(self) -> Helper | None:
        """What makes its tokens older: its own helper, or that of the target they come from."""
        lent = self.tokens_from.token_ager if self.tokens_from is not None else None
        return self.token_ager or lent

    def passwords(self) -> list[str]:
        """Return every password that the target is configured with."""
        accounts = [each for each in (self.account, self.limited_account) if each is not None]
        passwords = [each.password for each in accounts]
        if self.mailbox is not None and self.mailbox.password:
            passwords.append(self.mailbox.password)
        if isinstance(self.sso_code, AuthorizationFlow):
            passwords += [self.sso_code.password, self.sso_code.code_verifier or ""]
        return passwords + (self.tokens_from.passwords() if self.tokens_from is not None else [])

    def urls_of_secrets(self) -> Iterator[tuple[str, str]]:
        """Give each URL that passwords, tokens, codes or links go through, after its key."""
        if any((self.owner, self.token, self.limited_account, self.sso_code)):
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
        account = self.owner
        return {
            Need.TOKEN_AGER: self.ager is not None,
            Need.SSO_CODE: self.sso_code is not None,
            Need.MAILBOX: self.mailbox is not None,
            Need.PROBE: self.probe is not None,
            Need.FEATURE: account is not None and features <= account.features,
            Need.LIMITED_ACCOUNT: self.limited_account is not None,
            Need.REMOTE: self.is_remote,
        }[need]
