"""Credentials that are nearly right, or that try to be taken for a piece of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Excluded

if TYPE_CHECKING:
    from collections.abc import Callable

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


def longer(password: str) -> str:
    """Add a character at the end."""
    return password + "x"


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


NEAR_MISSES: tuple[Callable[[str], str], ...] = (
    other_case,
    trailing_space,
    leading_part,
    longer,
    last_character_other,
    one_letter_other_case,
    behind_a_null,
    empty,
)
"""Each makes a wrong password of the right one."""


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
    wildcard_password,
    operator_as_password,
    filter_in_email,
)
"""Each makes an e-mail address and a password of the account."""


def id_of(made_by: Callable[..., object]) -> str:
    """Return the readable id of one of these for a test's name."""
    return made_by.__name__.replace("_", "-")


def _differing(password: str, changed: str) -> str:
    if not changed or changed == password:
        raise Excluded("account.password", "this password has no such near miss")
    return changed
