"""Reading a table of the targets file key by key, with errors that name the key."""

from __future__ import annotations

import difflib
import re
import ssl
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from harness.core.errors import BadTarget
from harness.core.given import Secret, secret_of_file, secret_of_variable
from harness.redaction.visible import hidden_in, visible_line

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MOST_SECONDS = 3600
"""Of a clock's skew, or of waiting: far below the windows of time that are judged."""
T = TypeVar("T")
_HOST = re.compile(r"[\w.-]+")
_VARIABLE = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_AROUND = " \t\r\n\ufeff"
"""What is pasted along with a URL or an address, and is none of it."""
_NOT_IN_URLS = re.compile(r"""[\s"<>\\^`{|}]""")
"""RFC 3986, section 2: these are sent in escapes alone."""


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """Return ``value`` if it is a table; BadTarget otherwise."""
    if not isinstance(value, dict):
        raise BadTarget(f"{where}: is a table")
    return value


class Table:
    """A table of the file; its unknown keys are refused before any is read."""

    def __init__(
        self,
        raw: Mapping[str, Any],
        where: str,
        allowed: Collection[str],
        parent: Table | None = None,
    ) -> None:
        for key in raw:
            if key not in allowed:
                raise BadTarget(f"{where}: {unknown(key, allowed)}")
        self.raw = raw
        self.where = where
        self.base: Path = parent.base if parent else Path()
        """Where paths begin that are not absolute."""
        self.remarks: list[str] = parent.remarks if parent else []
        """What is ambiguous in it, and in the tables below it."""

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; a missing one is refused where there is no default."""
        value = self.raw.get(key, default)
        if value is None:
            raise BadTarget(f"{self.where}: {key} is missing")
        if not isinstance(value, str) or (not value and default is None):
            raise BadTarget(f"{self.where}.{key}: is a text")
        return value

    def address(self, key: str) -> str:
        """Return a text without the blanks around it; one with what nobody sees is refused."""
        value = self.text(key).strip(_AROUND)
        hidden = hidden_in(value)
        if not value or hidden is not None or "\n" in value:
            raise BadTarget(f"{self.where}.{key}: holds {hidden or 'no address'}")
        return value

    def texts(self, key: str) -> Sequence[str]:
        """Return a list of texts, empty by default."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise BadTarget(f"{self.where}.{key}: is a list of texts")
        return value

    def values(self, key: str) -> Mapping[str, str]:
        """Return a table of texts and numbers as one of texts, empty by default."""
        where = f"{self.where}.{key}"
        raw = mapping(self.raw.get(key, {}), where)
        for name, value in raw.items():
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise BadTarget(f"{where}.{name}: is a text or a number")
        return {name: str(value) for name, value in raw.items()}

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of ``allowed``."""
        value = self.text(key, default)
        if value not in allowed:
            raise BadTarget(f"{self.where}.{key}: {unknown(value, allowed)}")
        return value

    def url(self, key: str) -> str:
        """Return an http or https URL without the blanks around it and its trailing slash."""
        value = self.text(key).strip(_AROUND)
        wrong = _wrong_with_url(value)
        if wrong:
            raise BadTarget(f"{self.where}.{key}: {wrong}")
        return value.rstrip("/")

    def secret(self, key: str) -> str:
        """Return the secret that env:NAME or file:PATH points to."""
        kind, _, name = self.text(key).partition(":")
        where = f"{self.where}.{key}"
        if kind not in {"env", "file"} or not name.strip():
            raise BadTarget(f"{where}: a bare secret is refused; use env:NAME or file:PATH")
        said, secret = _secret_of(kind, name.strip(), self.base, where)
        if secret.remark:
            self.remarks.append(f"{where}: {said} {secret.remark}")
        return secret.value

    def path(self, value: str) -> str:
        """Return a path of the file: one that is not absolute begins where the file's do."""
        return str(self.base / value) if self.base != Path() else value

    def program(self, word: str) -> str:
        """Return a command's first word: a path where it has a slash, else looked for in PATH."""
        return self.path(word) if "/" in word else word

    def rate(self, key: str) -> float | None:
        """Return requests a second, such as "10/s" or "60/m"."""
        if key not in self.raw:
            return None
        match = re.fullmatch(r"([1-9]\d*)/(s|m)", self.text(key))
        if match is None:
            raise BadTarget(
                f'{self.where}.{key}: is a number of requests, such as "10/s" or "60/m"'
            )
        return int(match[1]) / (1 if match[2] == "s" else 60)

    def verify(self, key: str) -> bool | str:
        """Return whether TLS is verified, or the path of a CA bundle."""
        value = self.raw.get(key, True)
        if isinstance(value, bool):
            return value
        words = f"{self.where}.{key}: is true, false or the path of a CA bundle"
        if not isinstance(value, str) or not value:
            raise BadTarget(words)
        try:
            ssl.create_default_context(cafile=self.path(value))
        except (OSError, ValueError):
            raise BadTarget(words) from None
        return self.path(value)

    def certificate(self, key: str) -> str | None:
        """Return the path of a client certificate with its key, or None where there is none."""
        if key not in self.raw:
            return None
        value = self.path(self.text(key))
        try:
            ssl.create_default_context().load_cert_chain(value)
        except (OSError, ValueError) as failure:
            raise BadTarget(f"{self.where}.{key}: {value} is no certificate: {failure}") from None
        return value

    def seconds(self, key: str, default: timedelta) -> timedelta:
        """Return a duration given in seconds."""
        value = self.raw.get(key, default.total_seconds())
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not 0 <= value <= MOST_SECONDS:  # nan and inf are numbers of TOML
            raise BadTarget(f"{self.where}.{key}: is a number of seconds, {MOST_SECONDS} at most")
        return timedelta(seconds=value)

    def of_type(self, key: str, kind: type[T], words: str) -> T | None:
        """Return the value of that type, or None where there is none."""
        value = self.raw.get(key)
        if value is not None and type(value) is not kind:  # a boolean is an int, a time a date
            raise BadTarget(f"{self.where}.{key}: is {words}")
        return value

    def day(self, key: str) -> date | None:
        """Return a day, or None where there is none."""
        return self.of_type(key, date, "a date, such as 2027-01-31")

    def exactly_one_of(self, first: str, second: str) -> None:
        """Refuse a table with both keys, or neither."""
        if (first in self.raw) == (second in self.raw):
            raise BadTarget(f"{self.where}: needs either {first} or {second}")

    def optional(self, key: str, allowed: Collection[str]) -> Table | None:
        """Return the table below ``key``, or None where there is none."""
        if key not in self.raw:
            return None
        where = f"{self.where}.{key}"
        return Table(mapping(self.raw[key], where), where, allowed, self)

    def tables(self, key: str, allowed: Collection[str]) -> list[Table]:
        """Return the tables of the array below ``key``."""
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            raise BadTarget(f"{self.where}.{key}: is a list of tables: [[…{key}]]")
        wheres = [f"{self.where}.{key}[{index}]" for index in range(len(value))]
        return [
            Table(mapping(each, where), where, allowed, self)
            for each, where in zip(value, wheres, strict=True)
        ]


def unknown(value: str, allowed: Collection[str]) -> str:
    """Say that ``value`` is unknown, with the nearest right one."""
    if not allowed:
        return f"{value!r} is unknown; there is none"
    near = difflib.get_close_matches(value, allowed, n=1, cutoff=0.5)
    known = f"did you mean {near[0]!r}?" if near else "known are " + ", ".join(sorted(allowed))
    return f"{value!r} is unknown; {known}"


_NO_CREDENTIALS = "holds no credentials, query or fragment"


def _wrong_with_url(value: str) -> str:
    """Say what is wrong with a URL, with the right one where that is plain; nothing if it is one.

    Nothing of one that may hold a password is repeated.
    """
    found = _NOT_IN_URLS.search(value)
    hidden = hidden_in(value) or (visible_line(found[0]) if found else None)
    if hidden is not None:
        return f"is no URL: it holds {'a blank' if hidden == ' ' else hidden}"
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError as failure:
        return _NO_CREDENTIALS if "@" in value else f"is no URL: {failure}"
    if parts.username or parts.password:
        return _NO_CREDENTIALS
    if parts.scheme not in {"http", "https"} or not _is_host(host):
        return f"is an http or https URL{_meant(value)}"
    if parts.query or parts.fragment:
        return _NO_CREDENTIALS
    return ""


def _is_host(host: str) -> bool:
    labels = host.split(".")
    is_named = all(0 < len(label) < 64 for label in labels) and _HOST.fullmatch(host)
    return bool(is_named) or ":" in host


def _meant(value: str) -> str:
    """Return the URL that was meant, as the end of a sentence, where that is plain.

    A scheme is missing, misspelt, or lacks its colon or slashes.
    """
    scheme, colon, rest = value.partition(":")
    if not colon or rest[:1].isdigit():  # a host, with its port perhaps
        scheme, rest = "", value
    for each in ("https/", "http/"):
        if rest.startswith(each):
            scheme, rest = each[:-1], rest.removeprefix(each)
    rest = rest.lstrip("/")
    near = difflib.get_close_matches(scheme.lower() or "https", ["https", "http"], n=1)
    host = rest.partition("/")[0].partition(":")[0]
    is_plain = _is_host(host) and ("." in host or host == "localhost") and "@" not in value
    return f"; did you mean {near[0]}://{rest}?" if near and is_plain else ""


def _secret_of(kind: str, name: str, base: Path, where: str) -> tuple[str, Secret]:
    """Return in what a secret was found, and the secret; BadTarget where there is none."""
    if kind == "file":
        try:
            return name, secret_of_file(base / name)
        except ValueError as failure:
            raise BadTarget(f"{where}: {name} {failure}") from None
    if not _VARIABLE.fullmatch(name):  # may be the secret itself
        raise BadTarget(f"{where}: after env: stands the name of a variable, and this is none")
    said = f"the environment variable {name}"
    try:
        secret = secret_of_variable(name)
    except ValueError as failure:
        raise BadTarget(f"{where}: {said} {failure}") from None
    if secret is None:
        raise BadTarget(f"{where}: {said} is not set")
    return said, secret
