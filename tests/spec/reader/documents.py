"""Blueprint documents of every construct that rendering keeps, for Hypothesis to draw."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

NAMES = ["id", "name", "e-mail", "order_by", "created", "is_active", "X-Rate", "user.name", "body"]
VALUES = ["example", "my-password", "a@b.test", "to.ke.n", "x (y)", "2017-01-01 15:35:00", "a - b"]
VALUES += ["http://a.test/?b=1&c=2", '{200: "write"}', "*", "50 %", "a, b", "(none)", "ž Ω 漢"]
TYPES = ["User", "Invitation link", "UserOrderBy", "Forgot password", "Token"]
SENTENCES = [
    "An access token expires after 8 hours.",
    "Required feature: reports/edit",
    "Request a token first, with the Response of the log-in.",
    "See GET /users of another group, or the section Attributes (all).",
    "Group membership decides what is shown.",
    "It is what POST [/users] made, said [GET]; nothing else.",
    "Body and Headers are described below:",
    "Default is 20; the maximum, 100.",
]
ITEMS = ["settings/users", "access to any segment", "data (all)"]
ITEMS += ["Entity's status possible values: waiting, running", "Response times are logged"]
MEDIA = ["application/json", "application/vnd.api+json", "application/json; charset=utf-8"]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
BODIES = ["OK", "id;name\n1;Jane", "<a>\n  <b/>\n</a>", "token=abc&x=1", "Copied 3 of 4", "true"]


@dataclass(frozen=True)
class Kinds:
    """Which constructs a document may hold. `nested` members need indents that are kept."""

    nested: bool = True
    groups: int = 2


def _indented(text: str, blanks: int) -> str:
    return "\n".join(" " * blanks + line if line else "" for line in text.split("\n"))


@st.composite
def documents(draw: DrawFn, kinds: Kinds) -> str:
    """A whole document."""
    blocks = ["FORMAT: 1A\nHOST: https://api.example.test/v1", "# Example API"]
    blocks += draw(descriptions())
    numbers = iter(range(1000))
    for group in range(draw(st.integers(1, kinds.groups))):
        blocks.append(
            f"# Group {draw(st.sampled_from(['Users', 'Segment exports', 'A/B']))} {group}"
        )
        blocks += draw(descriptions())
        for _ in range(draw(st.integers(1, 3))):
            blocks += draw(resources(next(numbers), kinds))
    if draw(st.booleans()):
        blocks += draw(structures(kinds))
    return "\n\n".join(blocks) + "\n"


@st.composite
def descriptions(draw: DrawFn) -> list[str]:
    """Paragraphs, and now and then a list, with words that look like a construct."""
    blocks = draw(st.lists(st.sampled_from(SENTENCES), max_size=2))
    if draw(st.integers(0, 3)) == 0:
        items = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3))
        blocks.append("\n".join(f"- {item}" for item in items))
    return blocks


@st.composite
def resources(draw: DrawFn, number: int, kinds: Kinds) -> list[str]:
    path = f"/things{number}" + draw(
        st.sampled_from(["", "/{id}", "/{id}{?limit}", "{?limit,a.b}"])
    )
    if draw(st.integers(0, 5)) == 0:
        return [f"## {draw(st.sampled_from(METHODS))} {path}", *draw(contents(path, kinds))]
    blocks = [f"## {draw(st.sampled_from(['Things', 'Thing of a user', 'V2.1']))} [{path}]"]
    blocks += draw(descriptions())
    blocks += [draw(parameters(path))] if draw(st.booleans()) else []
    methods = draw(st.lists(st.sampled_from(METHODS), min_size=1, max_size=3, unique=True))
    for method in methods:
        name = draw(
            st.sampled_from(["List all", "Create a thing", "Change user's e-mail", "Log-out"])
        )
        own = draw(st.integers(0, 4)) == 0
        bracket = f"{method} /others{number}/{method.lower()}" if own else method
        blocks += [f"### {name} [{bracket}]", *draw(contents(path, kinds, own=own))]
    return blocks


@st.composite
def contents(draw: DrawFn, path: str, kinds: Kinds, *, own: bool = False) -> list[str]:
    """What stands below the heading of an action."""
    blocks = draw(descriptions())
    if not own and draw(st.booleans()):
        blocks.append(draw(parameters(path)))
    if draw(st.integers(0, 2)) == 0:
        blocks.append(draw(attributes(kinds, 0)))
    for _ in range(draw(st.integers(1, 2))):
        if draw(st.booleans()):
            blocks.append(draw(payloads(f"Request{draw(request_names())}", kinds)))
        statuses = st.lists(st.sampled_from([200, 201, 204, 401, 404]), min_size=1, unique=True)
        blocks += [draw(payloads(f"Response {status}", kinds)) for status in draw(statuses)[:2]]
    return blocks


def request_names() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "", " Create a user", " wrong password"])


@st.composite
def parameters(draw: DrawFn, path: str) -> str:
    names = [
        name for name in ("id", "limit", "a.b") if name in path.rsplit("/things", maxsplit=1)[-1]
    ]
    lines = ["+ Parameters"] if names else []
    for name in names:
        lines.append(f"    + {name}: `{draw(st.sampled_from(['10', '7']))}` (number, optional)")
        if draw(st.booleans()):
            lines[-1] += f" - {draw(st.sampled_from(SENTENCES))}"
        if draw(st.integers(0, 2)) == 0:
            lines.append("        + Default: `20`")
        elif draw(st.integers(0, 2)) == 0:
            lines += ["        + Members", "            + `7`", "            + `10`"]
    return "\n".join(lines) or draw(st.sampled_from(SENTENCES))


@st.composite
def payloads(draw: DrawFn, title: str, kinds: Kinds) -> str:
    """A request or a response with any of the sections that it may have."""
    media = draw(st.sampled_from(["", *MEDIA]))
    plain = draw(st.integers(0, 5)) == 0
    media = "text/plain" if plain else media
    if title.startswith("Request ") and not media:
        media = MEDIA[0]
    line = f"+ {title} ({media})" if media else f"+ {title}"
    if draw(st.integers(0, 4)) == 0:
        return line
    bodies = BODIES if kinds.nested else [each for each in BODIES if "  " not in each]
    body = draw(st.sampled_from(bodies)) if plain else draw(json_bodies())
    if draw(st.integers(0, 2)) == 0:
        return f"{line}\n\n{_indented(body, 8)}"
    blocks = [_indented(draw(st.sampled_from(SENTENCES)), 4)] if draw(st.booleans()) else []
    blocks += ["    + Headers\n\n            X-Access-Token: 123abc\n            X-B: c: d"]
    blocks += [_indented(draw(attributes(kinds, 0)), 4)] if draw(st.booleans()) else []
    if draw(st.booleans()):
        blocks.append(f"    + Body\n\n{_indented(body, 12)}")
    if draw(st.integers(0, 3)) == 0:
        blocks.append(f"    + Schema\n\n{_indented(draw(schemas()), 12)}")
    return "\n\n".join([line, *blocks])


@st.composite
def json_bodies(draw: DrawFn) -> str:
    value = draw(
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.integers(-9, 9), st.sampled_from(TRICKY)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
            ),
            max_leaves=6,
        )
    )
    value = value if isinstance(value, dict | list) else {"value": value}
    return json.dumps(value, indent=draw(st.sampled_from([None, 2, 4])), ensure_ascii=False)


TRICKY = ["} [GET]", "a {b", '"quoted" \\', "+ Response 200", "“typographic”", "# Group X", "[", ""]


def schemas() -> st.SearchStrategy[str]:
    value = {"type": "object", "properties": {"id": {"type": "string"}}}
    return st.sampled_from([2, 4]).map(lambda indent: json.dumps(value, indent=indent))


@st.composite
def attributes(draw: DrawFn, kinds: Kinds, depth: int) -> str:
    if draw(st.integers(0, 3)) == 0:
        return f"+ Attributes (array[{draw(st.sampled_from(['string', 'number']))}])"
    lines = draw(members(kinds, depth))
    return "\n".join(["+ Attributes", *(f"    {line}" for line in lines)])


@st.composite
def members(draw: DrawFn, kinds: Kinds, depth: int) -> list[str]:
    """Properties, each with all that may stand below it."""
    lines: list[str] = []
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    for name in names:
        lines += draw(member(name, kinds, depth))
    return lines


@st.composite
def member(draw: DrawFn, name: str, kinds: Kinds, depth: int) -> list[str]:
    kind = draw(st.sampled_from(["string", "number", "boolean", "enum", "array", "object"]))
    marks = draw(st.sampled_from(["", ", required", ", optional", ", nullable"]))
    about = f" - {draw(st.sampled_from(SENTENCES))}" if draw(st.booleans()) else ""
    if kind == "string":
        value = draw(st.sampled_from(["", *(f": `{value}`" for value in VALUES)]))
        return [f"+ {name}{value} (string{marks}){about}", *draw(paragraphs(kinds))]
    if kind == "number":
        return [f"+ {name}: {draw(st.sampled_from(['1', '-2', '3.5']))} (number{marks}){about}"]
    if kind == "boolean":
        return [f"+ {name}: {draw(st.sampled_from(['true', 'false']))} (boolean{marks}){about}"]
    if kind == "enum":
        values = ["    + Members", "        + ASC", "        + `10:30` - a time", "        + DESC"]
        return [f"+ {name} (enum[string]{marks}){about}", *values]
    if kind == "array" or not kinds.nested or depth > 1:
        return [f"+ {name} (array[{draw(st.sampled_from(['string', 'number']))}]{marks}){about}"]
    below = draw(members(kinds, depth + 1))
    return [f"+ {name} (object{marks}){about}", *(f"    {line}" for line in below)]


@st.composite
def paragraphs(draw: DrawFn, kinds: Kinds) -> list[str]:
    """A text below a member, on lines of its own."""
    if not kinds.nested or draw(st.integers(0, 4)):
        return []
    return ["", f"    {draw(st.sampled_from(SENTENCES))}", ""]


@st.composite
def structures(draw: DrawFn, kinds: Kinds) -> list[str]:
    blocks = ["# Data Structures"]
    defined: list[str] = []
    names = draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=4, unique=True))
    for name in names:
        base = draw(st.sampled_from(["object", "enum", "", *defined]))
        blocks.append(f"## {name} ({base})" if base else f"## {name}")
        if base == "enum":
            blocks.append("+ ASC\n+ DESC - the other way")
            continue
        lines = draw(members(kinds, 0))
        blocks.append("\n".join(lines))
        defined.append(name)
    return blocks
