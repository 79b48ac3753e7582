"""URI templates: the part of RFC 6570 that API Blueprint 1A9 allows, and what else pages have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from .diagnostics import Diagnostics, Position

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_ALONE = re.compile(r"\{([^{}]+)\}")
_SERVER = re.compile(r"(?i)((?:https?:)?//[^/?#{]*)(.*)")
_OPERATORS = frozenset("+#./;?&=,!@|")
_PLAIN_NAME = re.compile(r"(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template, and where its value goes: `path` or `query`.

    `reserved` allows `/` and its like in a path (`{+name}`), `exploded` repeats a parameter for
    each value (`{?name*}`), `constant` is a query parameter that the template itself sets. `key`
    is the name that a page declares it by, where the request has another: `v` in `?t={v}`.
    """

    name: str
    place: str
    reserved: bool = False
    exploded: bool = False
    constant: str | None = None
    key: str = ""

    @property
    def declared_as(self) -> str:
        """The name below Parameters."""
        return self.key or self.name


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template: the path as OpenAPI writes it, and its variables.

    `server` is the part before the path, where a page gives a whole URL.
    """

    at: Position
    text: str
    path: str
    variables: tuple[Variable, ...]
    server: str = ""


@dataclass
class _TemplateReader:
    """Reads one template."""

    text: str
    at: Position
    diagnostics: Diagnostics
    variables: list[Variable] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    """The names of the path's variables."""

    def warn(self, message: str, code: str = "uri-template") -> None:
        self.diagnostics.warning(self.at, message, code)

    def read(self) -> Template:
        text, server = self._without_server(self.text.strip().strip("`"))
        path, query = self._split_query(self._without_fragment(self._closed(text)))
        path = _EXPRESSION.sub(self._expand, path)
        for part in _at_ampersands(query):
            self._query_part(part)
        path = "/" + path.lstrip("/") if path.startswith("//") or not path.startswith("/") else path
        if " " in path:
            self.warn(f"a space in {self.text}")
        return Template(self.at, self.text, path, tuple(self._without_twins()), server)

    def _without_server(self, text: str) -> tuple[str, str]:
        match = _SERVER.fullmatch(text)
        if match is None:
            return text, ""
        self.warn(f"{text} is a whole URL: its server is kept apart from its path", "whole-url")
        return match[2] or "/", match[1]

    def _closed(self, text: str) -> str:
        """Return the text without a brace that has no partner."""
        outside = _EXPRESSION.sub("", text)
        if not {"{", "}"} & set(outside):
            return text
        self.warn(f"a brace without its partner in {self.text}")
        opened = re.sub(r"\{([\w.?&,*+-]+)(?=/|$)", r"{\1}", text)
        if not {"{", "}"} & set(_EXPRESSION.sub("", opened)):
            return opened
        kept = _EXPRESSION.sub(lambda match: f"\0{match[1]}\1", text)
        return kept.replace("{", "").replace("}", "").replace("\0", "{").replace("\1", "}")

    def _without_fragment(self, text: str) -> str:
        before, _, fragment = re.sub(r"\{#", "{\0", text).partition("#")
        if fragment:
            self.warn(f"#{fragment} is left out: a fragment never reaches the server", "fragment")
        return before.replace("{\0", "{#")

    def _split_query(self, text: str) -> tuple[str, str]:
        """Part the text at the first `?` that begins no expression."""
        index = _shielded(text).find("?")
        return (text, "") if index < 0 else (text[:index], text[index + 1 :])

    def _query_part(self, part: str) -> None:
        """Read `name=value`, `name={variable}`, or expressions, between two `&`."""
        name, equals, value = part.partition("=")
        if "{" in name or not name:
            rest = _EXPRESSION.sub(self._expand_in_query, part).strip("&")
            if rest:
                self._query_part(rest.replace("{", "").replace("}", ""))
            return
        later = [each for each in _EXPRESSION.findall(value) if each[:1] in {"&", "?"}]
        own = unquote_plus(name.strip())
        value = _EXPRESSION.sub(lambda each: "" if each[1] in later else each[0], value).strip()
        variable = _ALONE.fullmatch(value)
        if variable and variable[1][0] not in _OPERATORS:
            key = variable[1].removesuffix("*").strip()
            self.variables.append(Variable(own, "query", key=key if key != own else ""))
        elif "{" in value:
            self.warn(f"{name}={value} is taken for one query parameter")
            key = min(_EXPRESSION.findall(value)).strip("".join(_OPERATORS) + "* ")
            self.variables.append(Variable(own, "query", key=key if key != own else ""))
        else:
            constant = unquote_plus(value) if equals else ""
            self.variables.append(Variable(own, "query", constant=constant))
        for expression in later:
            self._expression(expression, "query")

    def _expand(self, match: re.Match[str]) -> str:
        return self._expression(match[1], "path")

    def _expand_in_query(self, match: re.Match[str]) -> str:
        return self._expression(match[1], "query")

    def _expression(self, inner: str, place: str) -> str:
        """Take up the variables of an expression; return what stands for it in the path."""
        operator = inner[:1] if inner[:1] in _OPERATORS else ""
        if operator == "#":
            self.warn(f"{{{inner}}} is left out: a fragment never reaches the server", "fragment")
            return ""
        names = [name for part in inner[len(operator) :].split(",") if (name := part.strip())]
        if not names:
            self.warn(f"{{{inner}}} names no variable")
            return ""
        if operator not in {"", "+", "?", "&"}:
            self.warn(f"{{{inner}}} is read by RFC 6570, though Blueprint does not have it")
        where = "query" if operator in {"?", "&"} else place
        return _joined(operator, [self._variable(name, operator, where) for name in names], where)

    def _variable(self, raw: str, operator: str, place: str) -> str:
        name = raw.lstrip("?&+").split(":")[0].split("=")[0].removesuffix("*").strip()
        if not _PLAIN_NAME.fullmatch(name):
            self.warn(f"{{{raw}}} has characters that a variable's name should not have")
        name = name or "variable"
        exploded = raw.endswith("*")
        own = self._own_name(name) if place == "path" else name
        self.variables.append(
            Variable(
                own,
                place,
                reserved=operator == "+",
                exploded=exploded,
                key=name if own != name else "",
            )
        )
        return own

    def _own_name(self, name: str) -> str:
        """Return a name that no other variable of the path has."""
        own = name
        if name in self.names:
            self.warn(f"{self.text} names {name} twice")
            while own in self.names:
                self.counts[name] = self.counts.get(name, 1) + 1
                own = f"{name}_{self.counts[name]}"
        self.names.add(own)
        return own

    def _without_twins(self) -> list[Variable]:
        """Return the variables, those of the query once each; the free one counts."""
        kept: dict[tuple[str, str], Variable] = {}
        for variable in self.variables:
            place = (variable.name, variable.place)
            if place in kept:
                self.warn(f"{self.text} names {variable.name} twice")
                free = min(kept[place], variable, key=lambda each: each.constant is not None)
                kept[place] = replace(free, exploded=free.exploded or variable.exploded)
            else:
                kept[place] = variable
        return list(kept.values())


def _at_ampersands(query: str) -> list[str]:
    """Split a query at each `&` that is in no expression."""
    parts, start = [], 0
    for index, character in enumerate(_shielded(query)):
        if character == "&":
            parts.append(query[start:index])
            start = index + 1
    return [*parts, query[start:]]


def _shielded(text: str) -> str:
    """Return the text with its expressions blotted out."""
    return _EXPRESSION.sub(lambda match: "\0" * len(match[0]), text)


def _joined(operator: str, names: list[str], place: str) -> str:
    if place == "query":
        return ""
    between = {"/": "/", ".": ".", ";": ";"}.get(operator, ",")
    before = between if operator in {"/", ".", ";"} else ""
    return before + between.join(f"{{{name}}}" for name in names)


def parse_template(text: str, at: Position, diagnostics: Diagnostics) -> Template:
    """Return the template; what it holds beyond the grammar is remarked on."""
    return _TemplateReader(text, at, diagnostics).read()
