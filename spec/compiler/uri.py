"""URI templates: the part of RFC 6570 that API Blueprint 1A9 allows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from .diagnostics import Diagnostics, Position

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"(?:[A-Za-z0-9_.]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a template, and where its value goes: `path` or `query`.

    `reserved` allows `/` and its like in a path (`{+name}`), `exploded` repeats a query parameter
    for each value (`{?name*}`), `constant` is a query parameter that the template itself sets.
    """

    name: str
    place: str
    reserved: bool = False
    exploded: bool = False
    constant: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A URI template: the path as OpenAPI writes it, and its variables."""

    at: Position
    text: str
    path: str
    variables: tuple[Variable, ...]


def parse_template(text: str, at: Position, diagnostics: Diagnostics) -> Template:
    """Return the template; what it holds beyond the grammar is remarked on."""
    variables: list[Variable] = []

    def expand(match: re.Match[str]) -> str:
        found = _expression(match[1], at, diagnostics)
        variables.extend(found)
        return ",".join(f"{{{variable.name}}}" for variable in found if variable.place == "path")

    expanded = _EXPRESSION.sub(expand, text)
    path, _, query = expanded.partition("?")
    for name, value in parse_qsl(query, keep_blank_values=True):
        variables.append(Variable(name, "query", constant=value))
    _check(text, path, variables, at, diagnostics)
    return Template(at, text, path, tuple(variables))


def _expression(inner: str, at: Position, diagnostics: Diagnostics) -> list[Variable]:
    operator = inner[:1] if inner[:1] in set("+#./;?&=,!@|") else ""
    names = inner[len(operator) :].split(",")
    if operator and operator not in "+#?&":
        diagnostics.unsupported(at, f"the expression {{{inner}}}")
        return []
    if operator == "#":
        message = f"{{{inner}}} is left out: a fragment never reaches the server"
        diagnostics.warning(at, message, "fragment")
        return []
    found = []
    for name in names:
        bare = name.strip().removesuffix("*")
        if not _VARIABLE.fullmatch(bare):
            diagnostics.error(at, f"{{{inner}}} is no URI template expression", "uri-template")
            continue
        place = "query" if operator in {"?", "&"} else "path"
        exploded = name.strip().endswith("*")
        if exploded and place == "path":
            diagnostics.unsupported(at, f"the exploded path variable {{{inner}}}")
        found.append(Variable(bare, place, reserved=operator == "+", exploded=exploded))
    return found


def _check(
    text: str, path: str, variables: list[Variable], at: Position, diagnostics: Diagnostics
) -> None:
    outside = _EXPRESSION.sub("", text)
    if "{" in outside or "}" in outside:
        diagnostics.error(at, f"a brace without its partner in {text}", "uri-template")
    if " " in path:
        diagnostics.error(at, f"a space in {text}", "uri-template")
    names = [(variable.name, variable.place) for variable in variables]
    for name, _ in sorted({pair for pair in names if names.count(pair) > 1}):
        diagnostics.error(at, f"{text} names {name} twice", "uri-template")
