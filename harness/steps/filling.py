"""Requests with names in the place of what a script has in variables."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from harness.core.exchange import Exchange
from harness.steps.disguise import SHORTEST_SHARED, Base, derived, shares
from harness.steps.helpers import AGER, CODES, asking, prompting
from harness.steps.origins import SHORTEST, TAG
from harness.steps.quoting import Filled, Piece, word
from harness.steps.requests import FilledRequest
from harness.targets.model import Helper
from spec.roles import ACCOUNT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from harness.redaction.redactor import Redactor
    from harness.steps.disguise import Disguise
    from harness.steps.origins import Origins
    from harness.steps.trace import Given
    from spec.specification import Operation

Encodings = dict[bytes, list[Piece]]
"""What a value looks like in a text, and what is put there."""
_TAG = re.compile(TAG.pattern.encode())
_VARIABLE = re.compile(r"\$(\w+)")


class Filling:
    """The variables of one script, and the requests that are filled in by them."""

    def __init__(self, origins: Origins, redactor: Redactor, disguise: Disguise) -> None:
        self._origins = origins
        self._redactor = redactor
        self._disguise = disguise
        self._names: dict[str, str] = {}
        self._tags: list[str] = []
        self._wanted: list[str] = []
        self._needs: dict[int, list[str]] = {}

    def wanted(self) -> list[str]:
        """Return the variables that whoever runs the script has to set."""
        return list(dict.fromkeys(self._wanted))

    def beginnings(self) -> list[str]:
        """Return what makes the things of the script its own."""
        made = '$(printf %08d "$(( ($(date +%s) * 7 + $$ + {}) % 100000000 ))")'
        return [f"{_tag_name(at)}={made.format(at)}" for at in range(len(self._tags))]

    def needs(self, index: int) -> list[str]:
        """Return the values that an event takes from those before it."""
        if index not in self._needs:
            self._needs[index] = list(dict.fromkeys(self._needed(index)))
        return self._needs[index]

    def _needed(self, index: int) -> Iterator[str]:
        event = self._origins.trace.events[index]
        if not isinstance(event, Exchange):
            yield from [event.of] if event.kind == "aged" else []
            return
        for value in self._origins.values_of(event):
            if self._origins.origin(value, index) is not None:
                yield value
            elif self._is_secret(value) and (forged := self._origins.forged_of(value, index)):
                yield from (each for each in forged[1] if each not in self._origins.configured)

    def name(self, value: str, way: str) -> str:
        """Return the variable that holds a value from now on."""
        if value not in self._names:
            told = re.sub(r"[^A-Z0-9]+", "_", (way.split() or ["value"])[-1].upper()).strip("_")
            told = told if re.match(r"[A-Z]{2}", told) and told != "PATH" else f"THE_{told}"
            taken = {
                *self._names.values(),
                *self._wanted,
                "URL",
                "MADE",
                "SAME",
                "STATUS",
                "BEFORE",
            }
            numbers = (f"{told}_{count}" for count in range(2, 1000))
            self._names[value] = (
                told if told not in taken else next(each for each in numbers if each not in taken)
            )
        return self._names[value]

    def of(self, event: Exchange, index: int) -> FilledRequest:
        """Return a request, filled in."""
        request, lines = event.request, list[str]()
        values = self._values(event, index)
        is_json = event.sent() is not None
        headers = []
        for name, value in request.headers:
            raw = _header_bytes(name, value)
            headers.append((name.encode("utf-8", "replace"), self._filled(raw, values, _as_is)))
        target = None
        if request.target is not None:
            target = self._filled_url(request.target.encode("utf-8", "surrogatepass"), values)
        return FilledRequest(
            url=self._filled_url(request.url.encode("utf-8", "surrogatepass"), values),
            target=target,
            headers=headers,
            body=self._filled(request.body or b"", values, _in_json if is_json else _as_is),
            lines=lines,
        )

    def literal(self, text: str) -> str:
        """Return a word that is a value which is the run's own, as the script makes it."""
        return word(self._filled(text.encode(), {}, _as_is))

    def given(self, event: Given, count: int, outs: dict[str, str]) -> list[str]:
        """Return the lines that have something given again."""
        lines = {
            "aged": self._aged,
            "code": self._code,
            "mail": self._mail,
            "stored": self._stored,
        }[event.kind](event, count)
        is_prompted = lines[-1].startswith("prompt ")
        for value, way in outs.items():
            name = self.name(value, way if event.kind != "aged" else "OLD_TOKEN")
            lines.append(f"{name}=$ANSWER" if is_prompted else f"{name}=$({way})")
            lines.append(f'[ -n "${name}" ] || stop "step {count} gave no {name}"')
        return lines

    def seen(self, address: str) -> list[str]:
        """Return the line that notes which mail came last."""
        if self._mailpit is None:
            return []
        return [f"BEFORE=$(newest {word(self._filled(address.encode(), {}, _as_is))})"]

    def removal(self, operation: Operation, log_in: Operation, before: str) -> str:
        """Return the function that removes the users whom the script invited.

        ``before`` is what stands before the token in the line of its header.
        """
        field = next((each for each in ACCOUNT_FIELDS if each in log_in.body_fields), "email")
        path = re.sub(r"\{\w+\}", "'\"$each\"'", operation.path)
        said = f'\'{{"{field}": "\'"$EMAIL"\'", "password": "\'"$(in_json "$PASSWORD")"\'"}}\''
        self._wanted += ["EMAIL", "PASSWORD"]
        return "\n".join(
            [
                "remove_made() {",
                f"  call -X {log_in.method} \"$URL\"'{log_in.path}' \\",
                f"    -H 'Content-Type: application/json' --data-raw {said}",
                "  OWN=$(member token)",
                f"  for each in $MADE; do call -X {operation.method} \"$URL\"'{path}' "
                f"-H '{before}'\"$OWN\"; done",
                "}",
            ]
        )

    @property
    def _mailpit(self) -> str | None:
        mailbox = self._origins.target.mailbox
        return mailbox.mailpit if mailbox else None

    def _aged(self, event: Given, count: int) -> list[str]:
        pieces: list[Piece] = [
            b'{"token": "',
            self._variable(event.of),
            b'", "seconds": %d}' % event.seconds,
        ]
        lines = asking(self._origins.target.ager, AGER, word(pieces))
        return [f"# {count}. make the token {_duration(event.seconds)} older", *lines]

    def _code(self, event: Given, count: int) -> list[str]:
        del event
        source, words = self._origins.target.sso_code, "a fresh code of the identity provider"
        head = f"# {count}. get {words}"
        if isinstance(source, Helper):
            return [head, *asking(source, CODES, "'{}'")]
        return [head, prompting(words)]

    def _mail(self, event: Given, count: int) -> list[str]:
        address = self._filled(event.of.encode(), {}, _as_is)
        if self._mailpit is None:
            words = "the token of the link in the mail that has just come"
            return [f"# {count}. open the mail", prompting(words)]
        return [f"# {count}. read the mail", f"mail {word(address)}"]

    def _stored(self, event: Given, count: int) -> list[str]:
        age = _duration(event.seconds)
        words = f"a token of a log-in that is {age} old, and was left alone since"
        return [f"# {count}. log in, and wait for {age}", prompting(words)]

    def _variable(self, value: str) -> Filled:
        name = self._origins.configured.get(value) or self._names.get(value)
        if name is None:
            name = self.name(value, "TOKEN")
            self._wanted.append(name)
        return Filled.of(name)

    def _values(self, event: Exchange, index: int) -> dict[str, list[Piece]]:
        """Return what is put in the place of each value of a request."""
        known: dict[str, list[Piece]] = {
            value: [Filled.of(name)]
            for value, name in (*self._origins.configured.items(), *self._names.items())
        }
        for value in sorted(self._origins.values_of(event), key=len):
            if value in known or TAG.search(value) or not self._is_secret(value):
                continue
            if any(len(each) >= SHORTEST and each in value for each in known):
                continue
            known[value] = self._made_up(value, index, known)
        return known

    def _made_up(self, value: str, index: int, known: dict[str, list[Piece]]) -> list[Piece]:
        """Return what stands for a secret that nobody gave: made of another, or a word like it."""
        bases = [
            Base(each.encode(), pieces[0])
            for each, pieces in known.items()
            if isinstance(pieces[0], Filled)
        ]
        pieces = derived(value.encode("utf-8", "replace"), bases)
        if pieces is not None and any(isinstance(each, Filled) for each in pieces):
            return pieces
        given = [Base(each.encode(), Filled("")) for each in self._origins.bases(index)]
        if not shares(value.encode("utf-8", "replace"), given, SHORTEST_SHARED):
            return [self._disguise.of(value).encode("utf-8", "surrogatepass")]
        name = self.name(value, "FORGED")
        self._wanted.append(name)
        return [Filled.of(name)]

    def _is_secret(self, value: str) -> bool:
        return self._redactor.mask(value) != value

    def _filled_url(self, raw: bytes, values: dict[str, list[Piece]]) -> list[Piece]:
        base = self._origins.target.url.encode()
        if raw.startswith(base):
            return [Filled.of("URL"), *self._filled(raw[len(base) :], values, _in_url)]
        own_path = urlsplit(self._origins.target.url).path.encode()
        if raw.startswith(b"/") and own_path and raw.startswith(own_path):
            path = Filled("$(printf %s \"$URL\" | sed 's,^[a-z]*://[^/]*,,')")
            return [path, *self._filled(raw[len(own_path) :], values, _in_url)]
        return self._filled(raw, values, _in_url)

    def _filled(
        self,
        raw: bytes,
        values: dict[str, list[Piece]],
        encoded: Callable[[str, list[Piece]], Encodings],
    ) -> list[Piece]:
        """Put names in the place of values, the longest first, and of what is the run's own."""
        forms: Encodings = {}
        for value in sorted(values, key=len):
            forms |= encoded(value, values[value])
        found = [(each, form) for each, form in forms.items() if each and each in raw]
        ordered = sorted(found, key=lambda each: len(each[0]), reverse=True)
        pieces: list[Piece] = [raw]
        for pattern, replaced in ordered:
            pieces = list(_replaced(pieces, pattern, replaced))
        out = [part for piece in pieces for part in self._tagged(piece)]
        self._wanted += _configured_in(out, self._origins.configured.values())
        return out

    def _tagged(self, piece: Piece) -> Iterator[Piece]:
        if isinstance(piece, Filled):
            yield piece
            return
        read = 0
        for match in _TAG.finditer(piece):
            tag = match[0].decode().lower()
            if tag not in self._tags:
                self._tags.append(tag)
            yield piece[read : match.start()]
            yield Filled.of(_tag_name(self._tags.index(tag)))
            read = match.end()
        yield piece[read:]


def _tag_name(at: int) -> str:
    return f"RUN_{at + 1}" if at else "RUN"


def _configured_in(pieces: list[Piece], names: Iterable[str]) -> list[str]:
    used = {
        name
        for each in pieces
        if isinstance(each, Filled)
        for name in _VARIABLE.findall(each.expression)
    }
    return [name for name in dict.fromkeys(names) if name in used]


def _replaced(pieces: list[Piece], pattern: bytes, replaced: list[Piece]) -> Iterator[Piece]:
    if len(pattern) < SHORTEST:
        expression = re.compile(rb"(?<![0-9A-Za-z])" + re.escape(pattern) + rb"(?![0-9A-Za-z])")
    else:
        expression = re.compile(re.escape(pattern))
    for piece in pieces:
        if isinstance(piece, Filled):
            yield piece
            continue
        parts = expression.split(piece)
        for at, part in enumerate(parts):
            if at:
                yield from replaced
            yield part


def _header_bytes(name: str, value: str) -> bytes:
    """Return a header as it was sent: a token as UTF-8, another as Latin-1 where that holds it."""
    if "token" not in name.lower():
        try:
            return value.encode("latin-1")
        except UnicodeEncodeError:
            pass
    return value.encode("utf-8", "surrogatepass")


def _as_is(value: str, pieces: list[Piece]) -> Encodings:
    return {value.encode("utf-8", "surrogatepass"): pieces}


def _in_json(value: str, pieces: list[Piece]) -> Encodings:
    raw = value.encode("utf-8", "surrogatepass")
    forms = {
        json.dumps(value)[1:-1].encode(),
        json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass"),
    }
    made: Encodings = {}
    for form in forms:
        is_ascii = form.isascii()
        made[form] = [_json_piece(each, form != raw, is_ascii) for each in pieces]
    return made


def _json_piece(piece: Piece, is_escaped: bool, is_ascii: bool) -> Piece:  # noqa: FBT001
    if isinstance(piece, Filled):
        is_of_account = "PASSWORD" in piece.expression
        return piece.in_json() if is_escaped or is_of_account else piece
    text = piece.decode("utf-8", "surrogatepass")
    return json.dumps(text, ensure_ascii=is_ascii)[1:-1].encode("utf-8", "surrogatepass")


def _in_url(value: str, pieces: list[Piece]) -> Encodings:
    raw = value.encode("utf-8", "surrogatepass")
    written = quote(raw, safe="").encode()
    encoded = [_url_piece(each) for each in pieces]
    return {written: encoded if written != raw else pieces, raw: pieces}


def _url_piece(piece: Piece) -> Piece:
    if isinstance(piece, Filled):
        return Filled(f'$(in_url "{piece.expression}")')
    return quote(piece, safe="").encode()


def _duration(seconds: int) -> str:
    """Return seconds as a person says them."""
    from datetime import timedelta  # noqa: PLC0415

    from harness.core.clock import duration_in_words  # noqa: PLC0415

    return duration_in_words(timedelta(seconds=seconds))
