"""Faults by which a token passes that was never issued."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import json
import posixpath
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from reference.answers import Answer, token_answer
from reference.calls import Call
from reference.changes import Handler, begun_by, ignore_signature_at, wrap
from reference.faults.registry import fault
from reference.instance import Instance
from reference.jwt import JSONWebTokens, decode, encode
from reference.sessions import Session
from reference.timed import Read, TimedTokens

GATE, REFRESH = "token.refuses-forged", "refresh.refuses-forged"
RESET = "reset.refuses-bad-token"
Find = Callable[[str], Session | None]
Refresh = Callable[[str], str]
Signed = Callable[[str], bool]
OBJECT_NAMES = frozenset({"constructor", "__proto__", "toString", "valueOf", "hasOwnProperty"})


def accept(instance: Instance, passes: Callable[[JSONWebTokens, str], bool]) -> None:
    """Let tokens be JSON Web Tokens, and some of them pass that are not signed as they should."""
    tokens = JSONWebTokens.use(instance)
    wrap(tokens, "is_signed", lambda honest, token: honest(token) or passes(tokens, token))


def verify_by(instance: Instance, key_of: Callable[[dict[str, object]], bytes | None]) -> None:
    """Let the header of a token say which key it is signed with."""

    def passes(tokens: JSONWebTokens, token: str) -> bool:
        key, own = key_of(tokens.part(token, 0)), tokens.key
        if key is None:
            return False
        tokens.key = key
        try:
            said, _, signature = token.rpartition(".")
            return tokens.signature(said) == signature
        finally:
            tokens.key = own

    accept(instance, passes)


@fault("token-brings-its-key", breaks=[GATE, REFRESH])
def takes_embedded_key(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, verified by the key that their own header holds, if it does."""

    def key_of(header: dict[str, object]) -> bytes | None:
        jwk = header.get("jwk")
        return decode(str(jwk["k"])) if isinstance(jwk, dict) and "k" in jwk else None

    verify_by(instance, key_of)


@fault("token-brings-its-public-key", breaks=[GATE], may_break=[REFRESH])
def takes_embedded_public_key(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; one by RS256 is verified by the public key in its header."""

    def passes(tokens: JSONWebTokens, token: str) -> bool:
        jwk = tokens.part(token, 0).get("jwk")
        if not isinstance(jwk, dict) or jwk.get("kty") != "RSA":
            return False
        n, e = (int.from_bytes(decode(str(jwk[name]))) for name in ("n", "e"))
        said, _, signature = token.rpartition(".")
        try:
            rsa.RSAPublicNumbers(e, n).public_key().verify(
                decode(signature), said.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return False
        return True

    accept(instance, passes)


@fault("token-names-a-file", breaks=[GATE], may_break=[REFRESH])
def reads_key_from_file(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; the key is read from the file that the header names."""

    def key_of(header: dict[str, object]) -> bytes | None:
        file = posixpath.normpath(f"/srv/keys/{header.get('kid', 'own')}")
        return b"" if file == "/dev/null" else None

    verify_by(instance, key_of)


@fault("token-names-a-query", breaks=[GATE], may_break=[REFRESH])
def reads_key_by_query(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; the key is looked up by a query put together from text."""

    def key_of(header: dict[str, object]) -> bytes | None:
        with closing(sqlite3.connect(":memory:")) as store:
            store.execute("CREATE TABLE keys (kid TEXT, value TEXT)")
            query = f"SELECT value FROM keys WHERE kid = '{header.get('kid', '')}'"  # noqa: S608
            try:
                row = store.execute(query).fetchone()
            except sqlite3.Error:
                return None
        return str(row[0]).encode() if row else None

    verify_by(instance, key_of)


@fault("token-key-guessed", breaks=[GATE, REFRESH])
def signs_with_default(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, signed with the key that a tutorial has."""
    JSONWebTokens.use(instance).key = b"your-256-bit-secret"


@fault("token-key-of-examples-beside", breaks=[GATE], may_break=[REFRESH])
def takes_a_word_as_well(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; one that is signed with the key of every example passes, too."""
    JSONWebTokens.use(instance).old_keys = [b"secret"]


@fault("token-of-two-parts", breaks=[GATE, REFRESH])
def takes_two_parts(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one without a third part passes."""
    accept(instance, lambda _, token: token.count(".") == 1)


@fault("token-without-algorithm", breaks=[GATE], may_break=[REFRESH])
def takes_no_algorithm(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one whose header names no algorithm needs no signature."""

    def passes(tokens: JSONWebTokens, token: str) -> bool:
        header = tokens.part(token, 0)
        return bool(header) and header.get("alg") is None

    accept(instance, passes)


@fault("token-signature-cut", breaks=[GATE], may_break=[REFRESH])
def takes_cut_signature(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; of the signature, the bytes are compared that are there."""

    def passes(tokens: JSONWebTokens, token: str) -> bool:
        said, _, signature = token.rpartition(".")
        try:
            given = decode(signature)
        except ValueError:
            return False
        return len(given) >= 8 and decode(tokens.signature(said)).startswith(given)

    accept(instance, passes)


@fault("token-signed-by-zeros", breaks=[GATE], may_break=[REFRESH])
def takes_zeros(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and one by ES256 passes whose signature is two zeros."""

    def passes(tokens: JSONWebTokens, token: str) -> bool:
        is_curve = tokens.part(token, 0).get("alg") == "ES256"
        return is_curve and not any(decode(token.rpartition(".")[2]))

    accept(instance, passes)


@fault("token-id-passes", breaks=[GATE], may_break=[REFRESH])
def takes_id(instance: Instance) -> None:
    """Tokens are JSON Web Tokens, and the `jti` of one passes alone."""
    tokens = JSONWebTokens.use(instance)

    def find(honest: Find, token: str) -> Session | None:
        return tokens.by_id.get(token) or honest(token)

    wrap(instance.sessions, "find", find)


@fault("refresh-trusts-expired", breaks=[REFRESH])
def trusts_expired(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; one that says it has expired is refreshed whoever signed it."""
    tokens = JSONWebTokens.use(instance)
    refreshes = False

    def refresh(honest: Refresh, token: str) -> str:
        nonlocal refreshes
        refreshes = True
        try:
            return honest(token)
        finally:
            refreshes = False

    def is_signed(honest: Signed, token: str) -> bool:
        ends = tokens.part(token, 1).get("exp")
        is_past = isinstance(ends, int) and ends < instance.clock.now()
        return (refreshes and is_past) or honest(token)

    wrap(instance.sessions, "refresh", refresh)
    wrap(tokens, "is_signed", is_signed)


def by_first_half(instance: Instance, takes: Callable[[Session], bool]) -> None:
    """Let some sessions be refreshed by the first half of their token."""
    known: dict[str, str] = {}

    def spell(honest: Callable[[Session], str], session: Session) -> str:
        token = honest(session)
        known[token[: len(token) // 2]] = token
        return token

    def refresh(honest: Refresh, token: str) -> str:
        for half in (token[: len(token) // 2], token):
            session = instance.sessions.find(known.get(half, ""))
            if session is not None and takes(session):
                return honest(known[half])
        return honest(token)

    wrap(instance.sessions, "spell", spell)
    wrap(instance.sessions, "refresh", refresh)


@fault("refresh-finds-expired-by-half", breaks=[REFRESH])
def finds_expired_by_half(instance: Instance) -> None:
    """The first half of a token is enough to refresh it once it has expired."""
    sessions = instance.sessions
    by_first_half(instance, lambda session: sessions.age(session) >= sessions.lifetime)


def ignore_signatures(instance: Instance, tokens: JSONWebTokens, begun: set[str]) -> None:
    """Look at no signature of tokens of those sessions."""

    def is_signed(honest: Signed, token: str) -> bool:
        session = tokens.by_id.get(str(tokens.part(token, 1).get("jti")))
        store = instance.sessions.store
        return any(store.get(name) is session for name in begun if session) or honest(token)

    wrap(tokens, "is_signed", is_signed)


@fault("token-of-a-code-unsigned", breaks=[GATE], may_break=[REFRESH])
def ignores_signature_of_sso(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; the signature of those of the single sign-on is not looked at."""
    tokens = JSONWebTokens.use(instance)
    ignore_signatures(instance, tokens, begun_by(instance, instance, "sso_log_in"))


@fault("refreshed-token-unsigned", breaks=[REFRESH], may_break=[GATE])
def ignores_signature_of_refreshed(instance: Instance) -> None:
    """Tokens are JSON Web Tokens; the signature of refreshed ones is not looked at."""
    tokens = JSONWebTokens.use(instance)
    ignore_signatures(instance, tokens, begun_by(instance, instance.sessions, "refresh"))


def pass_for_first_user(instance: Instance, passes: Callable[[str], bool]) -> None:
    """Let some texts stand for a session of the first user."""

    def find(honest: Find, token: str) -> Session | None:
        user = instance.accounts.find(instance.account.email)
        if passes(token) and user is not None:
            return Session(user, instance.clock.now())
        return honest(token)

    wrap(instance.sessions, "find", find)


@fault("token-name-of-a-member", breaks=[GATE, REFRESH])
def takes_names_of_members(instance: Instance) -> None:
    """Sessions are members of an object, which has some by itself: they pass for sessions."""
    pass_for_first_user(instance, lambda token: token in OBJECT_NAMES)


@fault("token-is-a-pattern", breaks=[GATE, REFRESH])
def matches_patterns(instance: Instance) -> None:
    """A token is looked up as a pattern, in which an underscore stands for any character."""
    known: list[str] = []

    def spell(honest: Callable[[Session], str], session: Session) -> str:
        known.append(honest(session))
        return known[-1]

    def find(honest: Find, token: str) -> Session | None:
        session = honest(token)
        if session is not None or "_" not in token:
            return session
        pattern = re.compile(".".join(map(re.escape, token.split("_"))))
        return next((honest(each) for each in reversed(known) if pattern.fullmatch(each)), None)

    wrap(instance.sessions, "spell", spell)
    wrap(instance.sessions, "find", find)


@fault("delete-ignores-signature", products=["me"], breaks=[GATE])
def ignores_signature_at_deletion(instance: Instance) -> None:
    """Tokens are JSON Web Tokens whose signature is not looked at when a user is deleted."""
    ignore_signature_at(instance, "delete_user")


@fault("refresh-cuts-at-null", breaks=[REFRESH], may_break=["input.refused-not-crashed"])
def cuts_at_null(instance: Instance) -> None:
    """What stands behind a null character is no part of the token that is refreshed."""

    def refresh(honest: Handler, call: Call) -> Answer:
        token, null, _ = str(call.json_object().get("token")).partition("\0")
        if null:
            call.body = json.dumps({"token": token}).encode()
        return honest(call)

    wrap(instance, "refresh", refresh)


@fault("refresh-takes-an-operator", breaks=[REFRESH])
def refreshes_operators(instance: Instance) -> None:
    """A query in the place of the token finds any session, which is refreshed."""

    def refresh(honest: Handler, call: Call) -> Answer:
        token, user = call.json_object().get("token"), next(iter(instance.sessions.store.values()))
        if isinstance(token, dict) and any(name.startswith("$") for name in token):
            return token_answer(instance.sessions.issue(user.user))
        return honest(call)

    wrap(instance, "refresh", refresh)


def leave_time_unsigned(instance: Instance, tokens: TimedTokens, read: Read = int) -> None:
    """Let tokens tell when they were given, and their signature not cover that."""
    tokens.use(instance)
    wrap(tokens, "covered", lambda _, parts: parts[:2])

    def find(honest: Find, token: str) -> Session | None:
        session = honest(token)
        if session is None:
            return None
        try:
            told = read(tokens.parts(token)[2])
        except ValueError:
            return None
        session.issued_at = session.issued_at if int(session.issued_at) == told else told
        return session

    wrap(instance.sessions, "find", find)


@fault("token-time-unsigned", breaks=[GATE, REFRESH])
def signs_no_time(instance: Instance) -> None:
    """Tokens tell when they were given, between colons, and their signature does not cover it."""
    leave_time_unsigned(instance, TimedTokens(instance.sessions))


@fault("token-time-of-bytes-unsigned", breaks=[GATE, REFRESH])
def signs_no_time_of_bytes(instance: Instance) -> None:
    """Tokens tell so by bytes in base64, between dots, and their signature does not cover it."""

    def write(time: int) -> str:
        return encode(time.to_bytes(4))

    def read(text: str) -> int:
        return int.from_bytes(decode(text))

    leave_time_unsigned(instance, TimedTokens(instance.sessions, ".", write), read)


@fault("token-packed-time-unsigned", breaks=[GATE, REFRESH])
def signs_no_packed_time(instance: Instance) -> None:
    """Tokens are such texts in base64, and their signature does not cover their time."""

    def pack(text: str) -> str:
        return encode(text.encode())

    def unpack(token: str) -> str:
        return decode(token).decode()

    packed = TimedTokens(instance.sessions, "|", pack=pack, unpack=unpack)
    leave_time_unsigned(instance, packed)
