"""Near misses of a password with letters that are cleaned, converted or read as another thing."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from harness.core.outcomes import Excluded


def as_question_marks(password: str) -> str:
    """Write each character beyond Latin-1 as the question mark that a conversion makes of it."""
    return _unlike(password, password.encode("latin-1", "replace").decode("latin-1"))


def without_other_alphabets(password: str) -> str:
    """Leave out each character beyond ASCII, as a lenient conversion does."""
    return _unlike(password, password.encode("ascii", "ignore").decode())


def without_accents(password: str) -> str:
    """Leave out accents, which a database may compare without."""
    parts = unicodedata.normalize("NFD", password)
    return _unlike(password, "".join(each for each in parts if not unicodedata.combining(each)))


def with_spaces_as_one(password: str) -> str:
    """Write several spaces as one, as a cleaner of texts does."""
    return _unlike(password, re.sub(" {2,}", " ", password))


def up_to_a_colon(password: str) -> str:
    """Leave out what stands behind a colon, which parts it from a name elsewhere."""
    return _unlike(password, password.partition(":")[0])


def percent_decoded(password: str) -> str:
    """Undo what looks like the encoding of a URL."""
    return _unlike(password, unquote(password))


def without_backslashes(password: str) -> str:
    """Leave backslashes out, which a shell or a quoted text takes for its own."""
    return _unlike(password, password.replace("\\", ""))


OF_ODD_LETTERS = (
    as_question_marks,
    without_other_alphabets,
    without_accents,
    with_spaces_as_one,
    up_to_a_colon,
    percent_decoded,
    without_backslashes,
)
"""Near misses of a password with letters of other alphabets and signs that mean something else
elsewhere, as an account's seldom has.
"""


def _unlike(password: str, changed: str) -> str:
    if changed == password:
        raise Excluded("", "these credentials have no such near miss")
    return changed
