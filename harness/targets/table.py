"""Reading a table of the targets file key by key, with errors that name the key."""

from __future__ import annotations

import difflib
import os
import re
import ssl
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from harness.core.errors import BadTarget

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MOST_SECONDS = 3600
"""Of a clock's skew, or of waiting: far below the windows of time that are judged."""
T = TypeVar("T")
_HOST = re.compile(r"[\w.-]+")


def mapping(value: object, where: str) -> Mapping[str, Any]:
    """Return ``value`` if it is a table; BadTarget otherwise."""
    if not isinstance(value, dict):
        raise BadTarget(f"{where}: is a table")
    return value


class Table:
    """A table of the file; its unknown keys are refused before any is read."""

    def __init__(self, raw: Mapping[str, Any], where: str, allowed: Collection[str]) -> None:
        for key in raw:
            if key not in allowed:
                raise BadTarget(f"{where}: {unknown(key, allowed)}")
        self.raw = raw
        self.where = where

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; a missing one is refused where there is no default."""
        value = self.raw.get(key, default)
        if value is None:
            raise BadTarget(f"{self.where}: {key} is missing")
        if not isinstance(value, str) or (not value and default is None):
            raise BadTarget(f"{self.where}.{key}: is a text")
        return value

    def texts(self, key: str) -> Sequence[str]:
        """Return a list of texts, empty by default."""
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise BadTarget(f"{self.where}.{key}: is a list of texts")
        return value

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """Return one of ``allowed``."""
        value = self.text(key, default)
        if value not in allowed:
            raise BadTarget(f"{self.where}.{key}: {unknown(value, allowed)}")
        return value

    def url(self, key: str) -> str:
        """Return an http or https URL without its trailing slash."""
        value = self.text(key).strip()
        if any(each.isspace() or not each.isprintable() for each in value):
            raise BadTarget(f"{self.where}.{key}: holds a blank, or a character that no URL holds")
        try:
            parts = urlsplit(value)
            host, _ = parts.hostname or "", parts.port
        except ValueError as failure:
            raise BadTarget(f"{self.where}.{key}: is no URL: {failure}") from None
        labels = host.split(".")
        named = host and all(0 < len(label) < 64 for label in labels) and _HOST.fullmatch(host)
        if parts.scheme not in {"http", "https"} or not (named or ":" in host):
            raise BadTarget(f"{self.where}.{key}: is an http or https URL")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadTarget(f"{self.where}.{key}: holds no credentials, query or fragment")
        return value.rstrip("/")

    def secret(self, key: str) -> str:
        """Return the secret that env:NAME or file:PATH points to."""
        value = self.text(key)
        kind, _, name = value.partition(":")
        if kind == "env" and name:
            secret = os.environ.get(name)
            if not secret:
                raise BadTarget(f"{self.where}.{key}: the environment variable {name} is not set")
            return secret
        if kind == "file" and name:
            try:
                secret = Path(name).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as failure:
                raise BadTarget(f"{self.where}.{key}: {name} can't be read: {failure}") from None
            if not secret:
                raise BadTarget(f"{self.where}.{key}: {name} is empty")
            return secret
        raise BadTarget(f"{self.where}.{key}: a bare secret is refused; use env:NAME or file:PATH")

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
            ssl.create_default_context(cafile=value)
        except (OSError, ValueError):
            raise BadTarget(words) from None
        return value

    def certificate(self, key: str) -> str | None:
        """Return the path of a client certificate with its key, or None where there is none."""
        if key not in self.raw:
            return None
        value = self.text(key)
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
        return Table(mapping(self.raw[key], where), where, allowed)

    def tables(self, key: str, allowed: Collection[str]) -> list[Table]:
        """Return the tables of the array below ``key``."""
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            raise BadTarget(f"{self.where}.{key}: is a list of tables: [[…{key}]]")
        wheres = [f"{self.where}.{key}[{index}]" for index in range(len(value))]
        return [
            Table(mapping(each, where), where, allowed)
            for each, where in zip(value, wheres, strict=True)
        ]


def unknown(value: str, allowed: Collection[str]) -> str:
    """Say that ``value`` is unknown, with the nearest right one."""
    near = difflib.get_close_matches(value, allowed, n=1, cutoff=0.5)
    known = f"did you mean {near[0]!r}?" if near else "known are " + ", ".join(sorted(allowed))
    return f"{value!r} is unknown; {known}"
