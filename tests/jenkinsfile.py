"""Reads a declarative Jenkinsfile as far as its structure goes: sections, stages and steps.

Jenkins checks one only on a running controller. This reads what Groovy's grammar needs (strings,
comments, brackets that match), and holds what the declarative syntax has: which sections there are,
which of them must be, and which steps the plugins bring that examples/ci/README.md names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/)"
    r"|(?P<string>'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<bracket>[{}()\[\]])|(?P<end>[\n;])|(?P<word>[^\s{}()\[\];'\"/]+|/)|(?P<blank>[^\S\n]+)",
    re.DOTALL,
)
_PAIRS = {")": "(", "]": "[", "}": "{"}
SECTIONS = {
    "pipeline": {"agent", "environment", "options", "parameters", "tools", "triggers", "stages"}
    | {"post"},
    "stages": {"stage"},
    "stage": {"agent", "environment", "input", "options", "steps", "tools", "when", "post"},
    "post": {"always", "changed", "failure", "fixed", "success", "unstable", "cleanup"},
    "agent": {"label", "docker", "node"},
    "options": {"disableConcurrentBuilds", "timeout", "buildDiscarder"},
    "triggers": {"cron", "pollSCM", "upstream"},
}
REQUIRED = {"pipeline": {"agent", "stages"}, "stages": {"stage"}, "stage": {"steps"}}
STEPS = {"sh", "junit", "archiveArtifacts", "publishHTML", "withCredentials"}


class NotDeclarativeError(ValueError):
    """What is wrong, in a line."""


@dataclass
class Statement:
    """A name, what follows it, and what is in its braces."""

    name: str
    text: str
    inner: list[Statement] = field(default_factory=list)
    is_block: bool = False

    def all(self, name: str) -> Iterator[Statement]:
        """Yield the statements of a name within it, however deep."""
        for each in self.inner:
            if each.name == name:
                yield each
            yield from each.all(name)

    def string(self) -> str:
        """Return its string as a shell or cron reads it, in one line where a line goes on."""
        found = re.search(r"'''(.*?)'''|'((?:\\.|[^'\\])*)'", self.text, re.DOTALL)
        assert found, self.text
        text = found[1] if found[1] is not None else found[2]
        return re.sub(r"\s*\\\n\s*", " ", text).strip()


def read(source: str) -> Statement:
    """Return the ``pipeline`` of a Jenkinsfile; NotDeclarativeError where it is not one."""
    tokens = list(_tokens(source))
    statements = _statements(tokens, [])
    if tokens:
        raise NotDeclarativeError(f"{tokens[0]} closes nothing")
    if [each.name for each in statements] != ["pipeline"]:
        raise NotDeclarativeError("holds something other than one pipeline")
    _hold(statements[0])
    return statements[0]


def _tokens(source: str) -> Iterator[str]:
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            raise NotDeclarativeError(f"can't be read at {source[position : position + 20]!r}")
        position = found.end()
        if found.lastgroup != "comment":
            yield found[0]


def _statements(tokens: list[str], opened: list[str]) -> list[Statement]:
    """Take statements off the tokens, up to the brace that closes them."""
    made: list[Statement] = []
    text, depth = "", list[str]()
    while tokens:
        token = tokens[0]
        if token == "}" and not depth:
            if not opened:
                break
            tokens.pop(0)
            opened.pop()
            return made + _plain(text)
        tokens.pop(0)
        if token == "{" and not depth:
            inner = _statements(tokens, [*opened, token])
            made.append(Statement(_name(text), text.strip(), inner, is_block=True))
            text = ""
        elif token in {"\n", ";"} and not depth:
            made += _plain(text)
            text = ""
        else:
            if token in {"(", "["}:
                depth.append(token)
            elif token in _PAIRS and (not depth or depth.pop() != _PAIRS[token]):
                raise NotDeclarativeError(f"{token} closes nothing")
            text += token
    if opened or depth:
        raise NotDeclarativeError(f"{(opened or depth)[-1]} is not closed")
    return made + _plain(text)


def _plain(text: str) -> list[Statement]:
    return [Statement(_name(text), text.strip())] if text.strip() else []


def _name(text: str) -> str:
    found = re.match(r"\s*(\w+)", text)
    if found is None:
        raise NotDeclarativeError(f"{text.strip()!r} has no name")
    return found[1]


def _hold(block: Statement) -> None:
    names = [each.name for each in block.inner]
    if block.name in SECTIONS:
        if unknown := set(names) - SECTIONS[block.name]:
            raise NotDeclarativeError(f"{block.name} has no {', '.join(sorted(unknown))}")
        if missing := REQUIRED.get(block.name, set()) - set(names):
            raise NotDeclarativeError(f"{block.name} lacks {', '.join(sorted(missing))}")
    elif block.is_block and (unknown := set(names) - STEPS):
        raise NotDeclarativeError(f"{block.name} has no step {', '.join(sorted(unknown))}")
    for each in block.inner:
        _hold(each)
