"""A generated case: one request that no client of good will sends."""

from __future__ import annotations

from dataclasses import MISSING, Field, asdict, dataclass, fields, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from harness.core import json_text
from harness.http.oddity import Oddity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness.core.exchange import Headers

DRAWN = "drawn"
"""How a case came to be that is no boundary case."""


LONGEST_SHOWN = 40
"""Characters of what is sent that stand in a line."""
_SMALLER = ", made smaller"
_PAIRS = ("path", "headers")
"""What of a case is pairs of texts."""


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
    headers: Headers = ()
    """More of them, sent as they are: a name may come more than once."""
    target: str = ""
    """What stands in the request line, as it is, below the base URL; nothing: the page's path."""
    is_chunked: bool = False
    is_malformed: bool = False
    """Whether a server may close the connection on it."""

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
    def oddity(self) -> Oddity | None:
        """How it differs from what a client can send that means well; None where it does not."""
        if not (self.headers or self.target or self.is_chunked):
            return None
        return Oddity(self.headers, self.target, self.is_chunked, self.is_malformed)

    @property
    def may_be_unknown(self) -> bool:
        """Whether a server may say that it does not implement what is asked for."""
        return self.method is not None or bool(self.target) or self.is_chunked

    @property
    def names_nobody(self) -> bool:
        """Whether its body can't name a user, however kindly it is read.

        A number may be read as the text that it looks like; another media type or a content coding,
        another way; and of a member that comes twice, the first may count.
        """
        is_read_otherwise = self.media_type is not None or bool(self.headers)
        if is_read_otherwise or (self.body or b"").count(b'"email"') > 1:
            return False
        sent = self.sent
        email = sent.get("email") if isinstance(sent, dict) else None
        return email is None or isinstance(email, list | dict)

    @property
    def size(self) -> tuple[int, int]:
        """By what the smaller of two cases is told: its bytes, then how plain they are."""
        texts = [each for _, each in self.path] + [f"{name}:{each}" for name, each in self.headers]
        parts = [self.body or b"", self.token or b"", *(each.encode() for each in texts)]
        whole = b"".join(parts)
        return len(whole) + self.is_chunked, sum(whole)

    def description(self) -> str:
        """Say how it is odd, and what is sent, long values cut."""
        texts = [self.target, *(value for _, value in self.path)]
        texts += [f"{name}: {value}" for name, value in self.headers]
        parts = [self.body, self.token, *(each.encode() for each in texts)]
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
        values = {
            each.name: raw.get(each.name, each.default) if _is_newer(each) else raw[each.name]
            for each in fields(cls)
        }
        for name in ("body", "token"):
            if values[name] is not None:
                values[name] = values[name].encode("latin-1")
        for name in _PAIRS:
            values[name] = tuple((str(key), str(value)) for key, value in values[name])
        for name in ("is_chunked", "is_malformed"):
            values[name] = bool(values[name])
        pairs = chain(*values["path"], *values["headers"])
        _require_texts(values["operation"], values["how"], values["target"], *pairs)
        _require_texts(
            *(values[each] for each in ("media_type", "method") if values[each] is not None)
        )
        return cls(**values)


def _is_newer(each: Field[Any]) -> bool:
    """Whether a corpus of an earlier version may lack it."""
    return each.default is not MISSING


def _require_texts(*values: object) -> None:
    """Raise TypeError or ValueError where one is no text, or none that can be sent."""
    for value in values:
        if not isinstance(value, str):
            raise TypeError(f"{type(value).__name__} where a text should be")
        value.encode()


def _shortened(raw: bytes) -> str:
    text = raw.decode("utf-8", "backslashreplace")
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}… ({len(raw)} bytes)"
