"""Credentials that are nearly right, or that try to be taken for a piece of a query."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import TYPE_CHECKING, NoReturn

from harness.core.outcomes import Excluded
from harness.operations.values import PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from harness.run.target_run import TargetRun
    from harness.targets.model import Account

WRONG = "no-such-password"


def other_case(password: str) -> str:
    """Swap upper and lower case."""
    return _differing(password, password.swapcase())


def trailing_space(password: str) -> str:
    """Add a space at the end."""
    return password + " "


def leading_part(password: str) -> str:
    """Leave the last character out."""
    return _differing(password, password[:-1])


def in_double_quotes(password: str) -> str:
    """Put it into quotes, which a reader of settings or of a shell's words takes off."""
    return f'"{password}"'


def in_single_quotes(password: str) -> str:
    """Put it into the other quotes."""
    return f"'{password}'"


def decorated(password: str) -> str:
    """Put something around or behind it that somebody may take off: by turns, see `made`."""
    return DECORATIONS["braces"](password)


DECORATIONS: Mapping[str, Callable[[str], str]] = {
    "braces": "{{{}}}".format,
    "brackets": "[{}]".format,
    "parentheses": "({})".format,
    "angle brackets": "<{}>".format,
    "backticks": "`{}`".format,
    "quotes of print": "\u201c{}\u201d".format,
    "quotes that are escaped": '\\"{}\\"'.format,
    "a line's end": "{}\n".format,
    "a tab": "{}\t".format,
    "a space before": " {}".format,
    "a comment of SQL": "{} -- ".format,
    "a comment of a shell": "{} #".format,
    "a comment of C": "{}/**/".format,
    "a semicolon": "{};".format,
    "a comma": "{},".format,
    "a dot": "{}.".format,
    "a slash": "{}/".format,
    "a backslash before": "\\{}".format,
    "a byte order mark": "\ufeff{}".format,
    "a space of no width": "{}\u200b".format,
    "a soft hyphen": "{}\u00ad".format,
    "a plus": "{}+".format,
    "a carriage return": "{}\r".format,
}
"""What may be taken off a password that is cleaned before it is compared."""


def empty(password: str) -> str:
    """Leave it out: a directory may take that for a log-in of nobody."""
    del password
    return ""


def last_character_other(password: str) -> str:
    """Put another last character there."""
    return password[:-1] + ("x" if password[-1:] != "x" else "y")


def one_letter_other_case(password: str) -> str:
    """Swap the case of the first letter alone."""
    index = next((at for at, each in enumerate(password) if each.swapcase() != each), None)
    if index is None:
        return _differing(password, password)
    return password[:index] + password[index].swapcase() + password[index + 1 :]


def behind_a_null(password: str) -> str:
    """Add something behind a null character, at which C ends a text."""
    return f"{password}\0x"


def percent_encoded(password: str) -> str:
    """Write the first character as a URL would: it may be undone once too often."""
    return f"%{password.encode()[0]:02X}{password[1:]}" if password.isascii() else _none()


def with_markup(password: str) -> str:
    """Add a mark of HTML, which a filter against scripts takes out."""
    return f"{password}<b>"


def with_a_letter_beyond_ascii(password: str) -> str:
    """Add a letter that a conversion to ASCII leaves out."""
    return f"{password}é"


def cut_to_bytes(password: str) -> str:
    """Write the first character as the one whose lowest byte is the same."""
    return f"{chr(ord(password[0]) + 256)}{password[1:]}" if password.isascii() else _none()


def hashed(password: str) -> str:
    """Write the hash that may be kept of it, by which whoever reads that would log in."""
    return hashlib.sha256(password.encode()).hexdigest()


def kept_otherwise(password: str) -> str:
    """Write what else may be kept of it: by turns, see `made`."""
    return KEPT["MD5"](password)


KEPT: Mapping[str, Callable[[str], str]] = {
    "MD5": lambda password: hashlib.md5(password.encode()).hexdigest(),  # noqa: S324 - as kept
    "SHA-1": lambda password: hashlib.sha1(password.encode()).hexdigest(),  # noqa: S324 - as kept
    "SHA-512": lambda password: hashlib.sha512(password.encode()).hexdigest(),
    "Base64": lambda password: base64.b64encode(password.encode()).decode(),
}
"""As what else a password may be kept, with no salt."""


NEAR_MISSES: tuple[Callable[[str], str], ...] = (
    other_case,
    trailing_space,
    leading_part,
    in_double_quotes,
    last_character_other,
    one_letter_other_case,
    behind_a_null,
    empty,
    in_single_quotes,
    decorated,
    percent_encoded,
    with_markup,
    with_a_letter_beyond_ascii,
    cut_to_bytes,
    hashed,
    kept_otherwise,
)
"""Each makes a wrong password of the right one; those that are longer show where only its beginning
is compared.

None is the same text in another form of Unicode: a password is normalised (NIST SP 800-63B), so
that one which is typed on another machine is the same.
"""


def dotted(email: str) -> str:
    """Put a dot into the first part."""
    local, domain = _parts(email, _DOTLESS)
    return f"{local[0]}.{local[1:]}@{domain}" if local[1:].strip(".") else _none()


def other_domain(email: str) -> str:
    """Put another domain there."""
    return f"{_parts(email)[0]}@{_made_up()}.example.com"


def sub_domain(email: str) -> str:
    """Put a domain below the right one there."""
    local, domain = _parts(email)
    return f"{local}@{_made_up()}.{domain}"


def longer_domain(email: str) -> str:
    """Go on behind the right address."""
    return f"{email}.{_made_up()}.example.com"


def shorter_domain(email: str) -> str:
    """Leave the last character out."""
    return email[:-1]


def first_of_two(email: str) -> str:
    """Put another address behind a comma."""
    return f"{email},{_made_up()}@example.com"


def address_behind_a_null(email: str) -> str:
    """Add something behind a null character, at which C ends a text."""
    return f"{email}\0{_made_up()}"


def of_other_width(email: str) -> str:
    """Write the first letter as wide as a Chinese one, which NFKC undoes."""
    return _replaced(email, {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def of_other_case_mapping(email: str) -> str:
    """Write a letter that another case turns into a plain one: a dotless i, a long s, Kelvin's."""
    return _replaced(email, {"i": "\u0131", "s": "\u017f", "k": "\u212a"})


def accented(email: str) -> str:
    """Put an accent on a letter, which a database may compare without."""
    return _replaced(email, dict(zip("aeiouycnszAEIOU", "áéíóúýčňšžÁÉÍÓÚ", strict=True)))


def in_cyrillic(email: str) -> str:
    """Write a letter that looks the same in another script."""
    return _replaced(email, dict(zip("aceopxyi", _CYRILLIC, strict=True)))


def address_percent_encoded(email: str) -> str:
    """Write the first letter as a URL would: it may be undone once too often."""
    return _replaced(email, {chr(code): f"%{code:02X}" for code in range(0x21, 0x7F)})


BY_CASE = frozenset({of_other_case_mapping})
"""Near misses that are the address itself where case does not count, by some tables of letters."""
ADDRESSES: tuple[Callable[[str], str], ...] = (
    other_domain,
    of_other_width,
    dotted,
    sub_domain,
    longer_domain,
    shorter_domain,
    first_of_two,
    address_behind_a_null,
    of_other_case_mapping,
    accented,
    in_cyrillic,
    address_percent_encoded,
)
"""Each makes an address that nobody has of the right one; what follows a plus is another's part.

None names the same mailbox: capitals, white space around it, quotes and comments (RFC 5322) and the
final dot of a domain do. At providers where dots do as well, an address has no such miss.
"""
QUICK = frozenset({*NEAR_MISSES[:8], other_domain, of_other_width})
"""Those that a quick run tries."""


def made(near_miss: Callable[[str], str], right: str, run: TargetRun) -> str:
    """Make what is nearly right; Excluded where a quick run does not try it."""
    if run.generation.is_quick and near_miss not in QUICK:
        raise Excluded("--depth standard", "a quick run tries fewer near misses")
    if near_miss is decorated:
        near_miss = DECORATIONS[run.turns.pick("decorated passwords", list(DECORATIONS))[0]]
    elif near_miss is kept_otherwise:
        near_miss = KEPT[run.turns.pick("kept passwords", list(KEPT))[0]]
    found = near_miss(right)
    if near_miss in {hashed, *KEPT.values()}:
        run.redactor.register(found, "PASSWORD", is_real=False)
    return found


def quote_in_password(account: Account) -> tuple[object, object]:
    """Close a quoted text in the password."""
    return account.email, "' OR '1'='1"


def double_quote_in_password(account: Account) -> tuple[object, object]:
    """Close a text in double quotes in the password."""
    return account.email, '" OR "1"="1'


def comment_in_email(account: Account) -> tuple[object, object]:
    """Cut the check of the password off by a comment."""
    return f"{account.email}' -- ", WRONG


def always_true_in_email(account: Account) -> tuple[object, object]:
    """Make the look-up true of everyone."""
    del account
    return "' OR 1=1 -- ", "' OR 1=1 -- "


def wildcard_email(account: Account) -> tuple[object, object]:
    """Match the address by a pattern, with the right password."""
    return "%" + account.email[1:], account.password


def expression_email(account: Account) -> tuple[object, object]:
    """Match the address by a regular expression, with the right password."""
    local, at, domain = account.email.rpartition("@")
    expression = "".join(each if each.isalnum() else "." for each in local)
    if expression == local:  # where a dot within it may stand, if there is a place
        expression = f"{local[0]}.{local[2:]}" if local[2:] else f".{local[1:]}"
    return f"{expression}{at}{domain}", account.password


def wildcard_password(account: Account) -> tuple[object, object]:
    """Match the password by a pattern."""
    return account.email, "%"


def operator_as_password(account: Account) -> tuple[object, object]:
    """Send a query operator where a text belongs."""
    return account.email, {"$ne": ""}


def filter_in_email(account: Account) -> tuple[object, object]:
    """Close a directory's filter in the address."""
    return f"{account.email})(&", "*"


INJECTIONS: tuple[Callable[[Account], tuple[object, object]], ...] = (
    quote_in_password,
    double_quote_in_password,
    comment_in_email,
    always_true_in_email,
    wildcard_email,
    expression_email,
    wildcard_password,
    operator_as_password,
    filter_in_email,
)
"""Each makes an e-mail address and a password of the account."""


def near_addresses(email: str) -> list[str]:
    """Make addresses of other users of the one of a user of the run, whose mark stays.

    One has what SQL takes for any character. Letters that compare as others do are left out: to a
    database they may be the same.
    """
    before, mark, own = email.partition(PREFIX)
    return [f"{before}{mark}{own.replace('-', '_', 1)}", other_domain(email)]


def id_of(made_by: Callable[..., object]) -> str:
    """Return the readable id of one of these for a test's name."""
    return made_by.__name__.replace("_", "-")


_CYRILLIC = "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456"
_DOTLESS = frozenset({"gmail.com", "googlemail.com"})
"""Providers of mail at which addresses that differ in dots have one mailbox."""


def _parts(email: str, but_not_at: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Return what stands before and behind the at sign."""
    local, at, domain = email.rpartition("@")
    if not (local and at and domain) or domain.lower() in but_not_at:
        _none()
    return local, domain


def _replaced(email: str, others: Mapping[str, str]) -> str:
    """Put another character in the place of the first that has one, before the at sign."""
    local, domain = _parts(email)
    index = next((at for at, each in enumerate(local) if each in others), None)
    if index is None:
        return _none()
    return f"{local[:index]}{others[local[index]]}{local[index + 1 :]}@{domain}"


def _made_up() -> str:
    """Return what is part of no address that anybody has."""
    return f"{PREFIX}-{secrets.token_hex(4)}"


def _none() -> NoReturn:
    raise Excluded("", "these credentials have no such near miss")


def _differing(password: str, changed: str) -> str:
    if not changed or changed == password:
        raise Excluded("account.password", "this password has no such near miss")
    return changed
