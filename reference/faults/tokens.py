"""Faults of access tokens: who may go without one, what passes for one, and how long it lives."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections import Counter
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, ignore_signature_at, me, wrap
from reference.clock import HOUR
from reference.faults.registry import fault
from reference.instance import Instance
from reference.jwt import JSONWebTokens
from reference.sessions import Session

Authenticated = Callable[[Call], User]
Authenticate = Callable[[str], User | None]
NEEDS_TOKEN = ["metabase.needs-token", "invite.needs-token"]
FORGED = ["token.refuses-forged", "refresh.refuses-forged"]
RESTS_ON_TOKENS = ["logout.answers", "refresh.renews-active"]
SAMPLE = "1234567890abcdef"
LIVES_ON = ["token.dies-after-8h", "sso.token-dies-after-8h", "refresh.starts-new-life"]


@fault("token-not-required", breaks=["token.required", *NEEDS_TOKEN, "link.needs-token"])
def requires_none(instance: Instance) -> None:
    """A request without a token acts for the first user."""
    excuse(instance, lambda call: call.token is None)


@fault(
    "token-any",
    breaks=[
        "token.refuses-forged",
        "token.dies-after-8h",
        "sso.token-dies-after-8h",
        "refresh.starts-new-life",
        "metabase.needs-token",
        "invite.needs-token",
        "metabase.needs-feature",
    ],
    may_break=["logout.ends-session"],
)
def accepts_any(instance: Instance) -> None:
    """Any string passes for a token."""
    excuse(instance, lambda call: call.token is not None)


def excuse(instance: Instance, excused: Callable[[Call], bool]) -> None:
    """Let some requests act for the first user, without a valid token."""

    def authenticated(honest: Authenticated, call: Call) -> User:
        user = instance.accounts.find(instance.account.email)
        return user if excused(call) and user is not None else honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("token-prefix", breaks=["token.refuses-forged"])
def accepts_prefix(instance: Instance) -> None:
    """The first 16 characters of a token are enough."""
    known: dict[str, str] = {}

    def spell(honest: Callable[[Session], str], session: Session) -> str:
        token = honest(session)
        known[token[:16]] = token
        return token

    def authenticate(honest: Authenticate, token: str) -> User | None:
        return honest(known.get(token[:16], token))

    wrap(instance.sessions, "spell", spell)
    wrap(instance.sessions, "authenticate", authenticate)


@fault("token-unsigned", breaks=["token.refuses-forged", "refresh.refuses-forged"])
def ignores_signature(instance: Instance) -> None:
    """Tokens are JSON Web Tokens whose signature is not looked at."""
    tokens = JSONWebTokens.use(instance)
    wrap(tokens, "is_signed", lambda _honest, _token: True)


@fault("token-alg-none", breaks=["token.refuses-forged", "refresh.refuses-forged"])
def accepts_alg_none(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one that says `alg: none` needs no signature."""
    tokens = JSONWebTokens.use(instance)

    def is_signed(honest: Callable[[str], bool], token: str) -> bool:
        algorithm = str(tokens.part(token, 0).get("alg", ""))
        return algorithm.lower() == "none" or honest(token)

    wrap(tokens, "is_signed", is_signed)


@fault(
    "token-lives-7h",
    breaks=["token.lives-8h", "sso.token-dies-after-8h", "refresh.starts-new-life"],
)
def dies_early(instance: Instance) -> None:
    """A token dies after 7 hours; the time in which it can be refreshed ends as it should."""
    instance.sessions.lifetime, instance.sessions.refresh_window = 7 * HOUR, 5 * HOUR


@fault(
    "token-dies-in-a-second",
    breaks=["token.lives-8h", "sso.token-dies-after-8h", "refresh.starts-new-life"],
)
def dies_at_once(instance: Instance) -> None:
    """A token dies after one second; the time in which it can be refreshed ends as it should."""
    instance.sessions.lifetime, instance.sessions.refresh_window = 1, 12 * HOUR - 1


@fault("token-lives-9h", breaks=LIVES_ON)
def dies_late(instance: Instance) -> None:
    """A token dies after 9 hours; the time in which it can be refreshed ends as it should."""
    instance.sessions.lifetime, instance.sessions.refresh_window = 9 * HOUR, 3 * HOUR


@fault("token-never-dies", breaks=[*LIVES_ON, *NEEDS_TOKEN])
def never_dies(instance: Instance) -> None:
    """A token of any age authenticates."""

    def authenticate(_: Authenticate, token: str) -> User | None:
        session = instance.sessions.find(token)
        return session.user if session is not None else None

    wrap(instance.sessions, "authenticate", authenticate)


@fault("token-renewed-by-use", breaks=LIVES_ON)
def slides(instance: Instance) -> None:
    """Every use of a token begins its 8 hours anew."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        user = honest(token)
        session = instance.sessions.find(token)
        if user is not None and session is not None:
            session.issued_at = instance.clock.now()
        return user

    wrap(instance.sessions, "authenticate", authenticate)


@fault(
    "expired-use-revives",
    breaks=["token.dies-after-8h", "refresh.refuses-too-old"],
    may_break=["sso.token-dies-after-8h", "refresh.starts-new-life"],
)
def revives_by_use(instance: Instance) -> None:
    """The use of an expired token is refused, and begins its 8 hours anew."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        user = honest(token)
        session = instance.sessions.find(token)
        if user is None and session is not None:
            session.issued_at = instance.clock.now()
        return user

    wrap(instance.sessions, "authenticate", authenticate)


def forget_expiry(operations: set[str]) -> Callable[[Instance], None]:
    """Give the change by which tokens of any age are accepted by these operations."""

    def change(instance: Instance) -> None:
        """One operation accepts expired tokens."""

        def authenticated(honest: Authenticated, call: Call) -> User:
            session = instance.sessions.find(call.token or "")
            if call.operation in operations and session is not None:
                return session.user
            return honest(call)

        wrap(instance, "authenticated", authenticated)

    return change


DIES = "token.dies-after-8h"
fault("metabase-accepts-expired", products=["cdp"], breaks=[DIES, "metabase.needs-token"])(
    forget_expiry({"metabase_log_in"})
)
fault("invite-accepts-expired", products=["me"], breaks=[DIES, "invite.needs-token"])(
    forget_expiry({"invite"})
)
fault("reinvite-accepts-expired", products=["me"], breaks=[DIES, "invite.needs-token"])(
    forget_expiry({"reinvite"})
)
fault("link-accepts-expired", products=["me"], breaks=[DIES])(forget_expiry({"invitation_link"}))


@fault("delete-refused-but-done", products=["me"], breaks=["token.required"])
def deletes_before_refusing(instance: Instance) -> None:
    """Deleting a user without a token is refused, when the user is gone already."""

    def delete_user(honest: Handler, call: Call) -> Answer:
        if call.token is None:
            instance.accounts.delete(me(instance).named_user(call))
        return honest(call)

    wrap(instance, "delete_user", delete_user)


@fault("token-empty-signature", breaks=["token.refuses-forged", "refresh.refuses-forged"])
def accepts_empty_signature(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and an empty signature passes."""
    tokens = JSONWebTokens.use(instance)
    wrap(tokens, "is_signed", lambda honest, token: token.endswith(".") or honest(token))


@fault("get-user-ignores-signature", products=["me"], breaks=["token.refuses-forged"])
def ignores_one_signature(instance: Instance) -> None:
    """Tokens are JSON Web Tokens whose signature is not looked at when a user is shown."""
    ignore_signature_at(instance, "get_user")


@fault("token-any-case", breaks=["token.refuses-forged", "refresh.refuses-forged"])
def ignores_case(instance: Instance) -> None:
    """Capital and small letters of a token are alike."""
    known: dict[str, str] = {}

    def spell(honest: Callable[[Session], str], session: Session) -> str:
        token = honest(session)
        known[token.lower()] = token
        return token

    def find(honest: Callable[[str], Session | None], token: str) -> Session | None:
        return honest(known.get(token.lower(), token))

    wrap(instance.sessions, "spell", spell)
    wrap(instance.sessions, "find", find)


@fault("get-user-refuses-tokens", products=["me"], breaks=["login.token-authenticates"])
def refuses_genuine(instance: Instance) -> None:
    """A user is shown to nobody: every token is refused as a random one is."""

    def get_user(honest: Handler, call: Call) -> Answer:
        try:
            honest(call)
        except Refusal as refusal:
            if refusal.answer.status == 401:
                raise
        raise Refusal(401, "The access token is not valid")

    wrap(instance, "get_user", get_user)


@fault("token-empty-passes", breaks=["token.required"])
def takes_empty(instance: Instance) -> None:
    """A request whose token is empty acts for the first user."""

    def authenticated(honest: Authenticated, call: Call) -> User:
        user = instance.accounts.find(instance.account.email)
        if call.headers.get("x-access-token") == "" and user is not None:
            return user
        return honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("token-null-passes", breaks=["token.refuses-forged"])
def takes_null(instance: Instance) -> None:
    """The token `null`, which a careless client sends, acts for the first user."""

    def authenticate(honest: Authenticate, token: str) -> User | None:
        if token != "null":  # noqa: S105 - it is none
            return honest(token)
        return instance.accounts.find(instance.account.email)

    wrap(instance.sessions, "authenticate", authenticate)


@fault("token-alg-none-keeps-signature", breaks=FORGED)
def accepts_alg_none_signed(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one that says `alg: none` passes with any signature."""
    tokens = JSONWebTokens.use(instance)

    def is_signed(honest: Callable[[str], bool], token: str) -> bool:
        is_none = tokens.part(token, 0).get("alg") == "none" and not token.endswith(".")
        return is_none or honest(token)

    wrap(tokens, "is_signed", is_signed)


@fault("token-fourth-part-ignored", breaks=FORGED)
def ignores_fourth_part(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, of which no more than three parts are read."""
    tokens = JSONWebTokens.use(instance)

    def is_signed(honest: Callable[[str], bool], token: str) -> bool:
        return honest(".".join(token.split(".")[:3]))

    wrap(tokens, "is_signed", is_signed)


@fault("token-old-signature-passes", breaks=FORGED[:1], may_break=FORGED[1:])
def accepts_old_signature(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; a signature that was seen once passes under other claims."""
    tokens = JSONWebTokens.use(instance)
    seen: set[str] = set()

    def is_signed(honest: Callable[[str], bool], token: str) -> bool:
        signature = token.rpartition(".")[2]
        if honest(token):
            seen.add(signature)
        return signature in seen

    wrap(tokens, "is_signed", is_signed)


@fault("token-key-of-examples", breaks=FORGED)
def signs_with_a_word(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, signed with the key that stands in every example."""
    JSONWebTokens.use(instance).key = b"secret"


@fault("token-key-empty", breaks=FORGED)
def signs_with_nothing(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, signed with a key that was never set."""
    JSONWebTokens.use(instance).key = b""


def end_after(instance: Instance, count: int) -> None:
    """Let a token authenticate so often, and no more."""
    uses: Counter[str] = Counter()

    def authenticate(honest: Authenticate, token: str) -> User | None:
        uses[token] += 1
        return honest(token) if uses[token] <= count else None

    wrap(instance.sessions, "authenticate", authenticate)


@fault(
    "token-works-three-times",
    breaks=["login.token-authenticates"],
    may_break=[*RESTS_ON_TOKENS, "token.lives-8h", "sso.token-authenticates"],
)
def ends_after_three(instance: Instance) -> None:
    """A token authenticates three times, and no more."""
    end_after(instance, 3)


@fault(
    "token-works-once",
    breaks=["login.token-authenticates"],
    may_break=[
        *RESTS_ON_TOKENS,
        "token.lives-8h",
        "refresh.renews-expired",
        "refresh.starts-new-life",
        "logout.spares-other-sessions",
        "sso.token-authenticates",
    ],
)
def ends_after_one(instance: Instance) -> None:
    """A token authenticates once."""
    end_after(instance, 1)


@fault("token-sample-of-the-page", breaks=["token.refuses-forged"])
def accepts_the_sample(instance: Instance) -> None:
    """The token that the pages show passes for one of the first user."""
    excuse(instance, lambda call: call.token == SAMPLE)
