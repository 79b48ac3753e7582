"""A generated case: one request that no client of good will sends."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from harness.core import json_text

if TYPE_CHECKING:
    from collections.abc import Mapping

DRAWN = "drawn"
"""How a case came to be that is no boundary case."""


LONGEST_SHOWN = 40
"""Characters of what is sent that stand in a line."""
_SMALLER = ", made smaller"


@dataclass(frozen=True)
class Case:
    """What differs from a request as the page shows it."""

    operation: str
    """Its id; or the name of a gate, for a token."""
    how: str
    """What is odd about it, in a few words."""
    body: bytes | None = None
    media_type: str | None = None
    """None: the page's own."""
    method: str | None = None
    """Another than the page's."""
    path: tuple[tuple[str, str], ...] = ()
    """What fills the path's template."""
    token: bytes | None = None
    """The value of the access token's header."""

    def made_smaller(self, **changes: Any) -> Case:
        """Return it with these changes, and say that it was made smaller."""
        how = self.how.removesuffix(_SMALLER) + _SMALLER
        return replace(self, how=how, **changes)

    @property
    def sent(self) -> object:
        """The JSON value that is its body; None where it is none, or no JSON."""
        try:
            return json_text.parsed(self.body or b"null")
        except ValueError:
            return None

    @property
    def names_nobody(self) -> bool:
        """Whether its body can't name a user, however kindly it is read.

        A number may be read as the text that it looks like; another media type, another way.
        """
        if self.media_type is not None:
            return False
        sent = self.sent
        email = sent.get("email") if isinstance(sent, dict) else None
        return email is None or isinstance(email, list | dict)

    @property
    def size(self) -> tuple[int, int]:
        """By what the smaller of two cases is told: its bytes, then how plain they are."""
        parts = [self.body or b"", self.token or b"", *(each.encode() for _, each in self.path)]
        whole = b"".join(parts)
        return len(whole), sum(whole)

    def description(self) -> str:
        """Say how it is odd, and what is sent, long values cut."""
        parts = [self.body, self.token, *(value.encode() for _, value in self.path)]
        shown = " ".join(_shortened(each) for each in parts if each)
        return f"{self.how}: {shown}" if shown else self.how

    def as_json(self) -> dict[str, Any]:
        """Return it for the corpus: bytes as text of as many characters (Latin-1)."""
        return {
            name: value.decode("latin-1") if isinstance(value, bytes) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Case:
        """Read what :meth:`as_json` gave; ValueError, TypeError or KeyError where it is none."""
        values = {each.name: raw[each.name] for each in fields(cls)}
        for name in ("body", "token"):
            if values[name] is not None:
                values[name] = values[name].encode("latin-1")
        values["path"] = tuple((str(key), str(value)) for key, value in values["path"])
        _require_texts(values["operation"], values["how"], *chain(*values["path"]))
        _require_texts(
            *(values[each] for each in ("media_type", "method") if values[each] is not None)
        )
        return cls(**values)


def _require_texts(*values: object) -> None:
    """Raise TypeError or ValueError where one is no text, or none that can be sent."""
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{type(value).__name__} where a text should be")
        value.encode()


def _shortened(raw: bytes) -> str:
    text = raw.decode("utf-8", "backslashreplace")
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(raw)} bytes)"
