"""Faults of the log-in by an address or a password that is nearly right, or of another type."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, wrap
from reference.faults.login import UNKNOWN, WRONG, Verify, also_take, compare_passwords
from reference.faults.registry import fault
from reference.instance import INVALID_CREDENTIALS, Instance

CRASH = "input.refused-not-crashed"
OLD = "password.needs-old"
CYRILLIC = str.maketrans("\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456", "aceopxyi")
BCRYPT_LIMIT = 72


def mistake_address(instance: Instance, same: Callable[[str, str], bool]) -> None:
    """Log a user in by the right password and an address that is taken for the user's."""

    def log_in(honest: Handler, call: Call) -> Answer:
        email, password = call.json_object().get("email"), call.json_object().get("password")
        if not isinstance(email, str) or not isinstance(password, str):
            return honest(call)
        for user in list(instance.accounts.users.values()):
            is_same = not user.deleted and user.email != email and same(email, user.email)
            if is_same and instance.accounts.verify(user.email, password) is not None:
                return instance.begin_session(call, user)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("login-password-spaces-as-one", products=["me"], breaks=[WRONG], may_break=[OLD])
def takes_spaces_as_one(instance: Instance) -> None:
    """Several spaces in a password count as one."""
    as_compared(instance, lambda password: re.sub(" +", " ", password))


@fault("login-password-ends-at-a-colon", products=["me"], breaks=[WRONG], may_break=[OLD])
def ends_at_a_colon(instance: Instance) -> None:
    """What stands behind a colon in a password does not count."""
    as_compared(instance, lambda password: password.partition(":")[0])


@fault("login-password-percent-undone", products=["me"], breaks=[WRONG])
def undoes_percent(instance: Instance) -> None:
    """What looks like the encoding of a URL in a password is undone."""
    as_compared(instance, unquote)


@fault("login-password-backslashes-left-out", products=["me"], breaks=[WRONG])
def leaves_backslashes_out(instance: Instance) -> None:
    """Backslashes in a password do not count."""
    as_compared(instance, lambda password: password.replace("\\", ""))


@fault("login-password-hash-accepted", breaks=[WRONG])
def accepts_hash(instance: Instance) -> None:
    """The hash of a password logs in as the password does."""

    def is_it(given: str, actual: str) -> bool:
        return given in {actual, hashlib.sha256(actual.encode()).hexdigest()}

    compare_passwords(instance, is_it)


def as_compared(instance: Instance, cleaned: Callable[[str], str]) -> None:
    """Compare passwords as they are once they were cleaned."""
    compare_passwords(instance, lambda given, actual: cleaned(given) == cleaned(actual))


def without_tag(email: str) -> str:
    """Leave out what follows a plus."""
    return re.sub(r"\+[^@]*", "", email)


@fault("login-address-tag-ignored", breaks=[UNKNOWN, "login.refuses-alike"])
def ignores_tag(instance: Instance) -> None:
    """What follows a plus in an address does not count."""
    mistake_address(instance, lambda given, known: without_tag(given) == known)


@fault("login-address-dots-ignored", breaks=[UNKNOWN])
def ignores_dots(instance: Instance) -> None:
    """Dots in the first part of an address do not count, whoever provides its mail."""

    def plain(email: str) -> str:
        local, _, domain = email.rpartition("@")
        return f"{local.replace('.', '')}@{domain}"

    mistake_address(instance, lambda given, known: plain(given) == plain(known))


@fault("login-address-domain-ignored", breaks=[UNKNOWN])
def ignores_domain(instance: Instance) -> None:
    """The domain of an address does not count: what stands before it is the user's name."""
    mistake_address(
        instance, lambda given, known: given.split("@")[0] == known.split("@")[0] and "@" in given
    )


@fault("login-address-of-sub-domain", breaks=[UNKNOWN])
def takes_sub_domains(instance: Instance) -> None:
    """An address of a domain below the user's is taken for the user's."""

    def same(given: str, known: str) -> bool:
        local, _, domain = known.partition("@")
        return given.startswith(f"{local}@") and given.endswith(f".{domain}")

    mistake_address(instance, same)


@fault("login-address-begins-right", breaks=[UNKNOWN])
def compares_beginning(instance: Instance) -> None:
    """An address that goes on behind the user's is taken for it."""
    mistake_address(
        instance, lambda given, known: re.match(re.escape(known) + r"\.\w", given) is not None
    )


@fault("login-address-cut-short", breaks=[UNKNOWN])
def compares_as_far(instance: Instance) -> None:
    """The beginning of an address, up to its domain, is enough."""
    mistake_address(instance, lambda given, known: "@" in given and known.startswith(given))


@fault("login-address-of-two", breaks=[UNKNOWN])
def takes_first_of_two(instance: Instance) -> None:
    """Of two addresses, the first one logs in."""
    mistake_address(instance, lambda given, known: given.split(",")[0] == known)


@fault("login-address-ends-at-null", breaks=[UNKNOWN])
def ends_at_null(instance: Instance) -> None:
    """What stands behind a null character in an address is not compared."""
    mistake_address(instance, lambda given, known: given.partition("\0")[0] == known)


@fault("login-address-of-other-width", breaks=[UNKNOWN])
def normalises_width(instance: Instance) -> None:
    """Addresses are compared once NFKC made plain letters of wide ones."""
    mistake_address(instance, lambda given, known: unicodedata.normalize("NFKC", given) == known)


@fault("login-address-without-accents", breaks=[UNKNOWN])
def ignores_accents(instance: Instance) -> None:
    """Accents in an address do not count, as in a database's collation."""
    mistake_address(instance, lambda given, known: without_accents(given) == known)


def without_accents(text: str) -> str:
    """Leave the accents of a text out."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(each for each in apart if not unicodedata.combining(each))


@fault("login-address-in-cyrillic", breaks=[UNKNOWN])
def takes_lookalikes(instance: Instance) -> None:
    """A letter of another script that looks the same is taken for the plain one."""
    mistake_address(instance, lambda given, known: given.translate(CYRILLIC) == known)


@fault("login-address-percent-decoded", breaks=[UNKNOWN])
def decodes_address(instance: Instance) -> None:
    """Percent signs in an address are undone, though JSON has none."""
    mistake_address(instance, lambda given, known: unquote(given) == known)


@fault("login-password-percent-decoded", breaks=[WRONG])
def decodes_password(instance: Instance) -> None:
    """Percent signs in a password are undone, though JSON has none."""
    also_take(instance, lambda password: [unquote(password)])


@fault("login-password-without-markup", breaks=[WRONG])
def strips_markup(instance: Instance) -> None:
    """A filter against scripts takes marks of HTML out of passwords."""
    also_take(instance, lambda password: [re.sub(r"<[^>]*>", "", password)])


@fault("login-password-in-ascii", breaks=[WRONG])
def drops_beyond_ascii(instance: Instance) -> None:
    """Letters of a password beyond ASCII are left out before it is hashed."""
    also_take(instance, lambda password: [password.encode("ascii", "ignore").decode()])


@fault("login-password-of-72-bytes", products=["me"], breaks=[WRONG])
def truncates_as_bcrypt(instance: Instance) -> None:
    """Of a password, only the first 72 bytes count."""
    compare_passwords(instance, lambda given, actual: given[:BCRYPT_LIMIT] == actual[:BCRYPT_LIMIT])


@fault("login-password-unquoted", breaks=[WRONG])
def takes_quotes_off(instance: Instance) -> None:
    """Double quotes around a password are taken off."""
    also_take(instance, lambda password: [password.strip('"')])


@fault("login-password-in-single-quotes", breaks=[WRONG])
def takes_single_quotes_off(instance: Instance) -> None:
    """A password in single quotes is taken for a text of SQL, and they are taken off."""
    also_take(instance, lambda password: re.findall(r"\A'(.*)'\Z", password))


def first_of(value: object) -> object:
    """Give the one element of a list, as a language does that turns lists into text."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


@fault("login-password-in-a-list", breaks=[CRASH])
def takes_password_in_a_list(instance: Instance) -> None:
    """A list that holds the right password logs in, since it becomes the same text."""
    take_lists(instance, "password")


@fault("login-address-in-a-list", breaks=[CRASH])
def takes_address_in_a_list(instance: Instance) -> None:
    """A list that holds the right address logs in, since it becomes the same text."""
    take_lists(instance, "email")


def take_lists(instance: Instance, name: str) -> None:
    """Log in by a field that is a list of its one right value."""

    def log_in(honest: Handler, call: Call) -> Answer:
        body = call.json_object()
        if not isinstance(body.get(name), list):
            return honest(call)
        plain = body | {name: first_of(body[name])}
        user = _verified(instance, plain)
        if user is None:
            raise Refusal(401, INVALID_CREDENTIALS)
        return instance.begin_session(call, user)

    wrap(instance, "log_in", log_in)


def take_bodies(instance: Instance, credentials: Callable[[object], object]) -> None:
    """Log in by bodies that are no object, of which the credentials are read otherwise."""

    def log_in(honest: Handler, call: Call) -> Answer:
        try:
            body = json.loads(call.body)
        except (ValueError, RecursionError):
            return honest(call)
        named = None if isinstance(body, dict) else credentials(body)
        user = _verified(instance, named) if isinstance(named, dict) else None
        return honest(call) if user is None else instance.begin_session(call, user)

    wrap(instance, "log_in", log_in)


@fault("login-body-is-a-list", breaks=[CRASH])
def takes_body_in_order(instance: Instance) -> None:
    """A list of the right address and the right password logs in: fields are read in order."""

    def credentials(body: object) -> object:
        if isinstance(body, list) and len(body) == 2:
            return {"email": body[0], "password": body[1]}
        return None

    take_bodies(instance, credentials)


def _verified(instance: Instance, body: dict[str, object]) -> User | None:
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        return None
    return instance.accounts.verify(email, password)


@fault("refresh-token-in-a-list", breaks=[CRASH])
def takes_token_in_a_list(instance: Instance) -> None:
    """A list that holds a token is refreshed, since it becomes the same text."""

    def refresh(honest: Handler, call: Call) -> Answer:
        token = call.json_object().get("token")
        plain = first_of(token)
        if isinstance(token, list) and isinstance(plain, str) and instance.sessions.find(plain):
            return Answer(200, {"token": instance.sessions.refresh(plain)}, NO_STORE)
        return honest(call)

    wrap(instance, "refresh", refresh)


NO_STORE = [("Cache-Control", "no-store")]


@fault("login-password-of-lowest-bytes", breaks=[WRONG])
def cuts_to_bytes(instance: Instance) -> None:
    """Of each character of a password, the lowest byte counts."""

    def same(given: str, actual: str) -> bool:
        return [ord(each) % 256 for each in given] == [ord(each) % 256 for each in actual]

    compare_passwords(instance, same)


@fault("login-refuses-and-signs-up", breaks=[UNKNOWN])
def signs_up_and_refuses(instance: Instance) -> None:
    """A log-in by an address that no user has is refused, and makes a user of it."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        user = honest(email, password)
        is_address = re.fullmatch(r"[^@\s,]+@[^@\s,]+", email) is not None
        if is_address and instance.accounts.find(email) is None:
            instance.accounts.create(email, password)
        return user

    wrap(instance.accounts, "verify", verify)
