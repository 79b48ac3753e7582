"""Credentials that are nearly right, or that try to be taken for a piece of a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.outcomes import Excluded

if TYPE_CHECKING:
    from collections.abc import Callable

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


NEAR_MISSES: tuple[Callable[[str], str], ...] = (other_case, trailing_space, leading_part, longer)
"""Each makes a wrong password of the right one."""


def quote_in_password(email: str) -> tuple[object, object]:
    """Close a quoted text in the password."""
    return email, "' OR '1'='1"


def comment_in_email(email: str) -> tuple[object, object]:
    """Cut the check of the password off by a comment."""
    return f"{email}' -- ", WRONG


def always_true_in_email(email: str) -> tuple[object, object]:
    """Make the look-up true of everyone."""
    del email
    return "' OR 1=1 -- ", "' OR 1=1 -- "


def wildcard_email(email: str) -> tuple[object, object]:
    """Match the address by a pattern."""
    return "%" + email[1:], "%"


def operator_as_password(email: str) -> tuple[object, object]:
    """Send a query operator where a text belongs."""
    return email, {"$ne": ""}


def filter_in_email(email: str) -> tuple[object, object]:
    """Close a directory's filter in the address."""
    return f"{email})(&", "*"


INJECTIONS: tuple[Callable[[str], tuple[object, object]], ...] = (
    quote_in_password,
    comment_in_email,
    always_true_in_email,
    wildcard_email,
    operator_as_password,
    filter_in_email,
)
"""Each makes an e-mail address and a password of the account's address."""


def id_of(made_by: Callable[..., object]) -> str:
    """Return the readable id of one of these for a test's name."""
    return made_by.__name__.replace("_", "-")


def _differing(password: str, changed: str) -> str:
    if not changed or changed == password:
        raise Excluded("account.password", "this password has no such near miss")
    return changed
