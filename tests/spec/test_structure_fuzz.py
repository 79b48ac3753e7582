"""Mangled pages: always a document or a diagnostic with a line, and never invalid OpenAPI."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.compiler import account, validity
from spec.compiler.diagnostics import Diagnostics
from spec.compiler.markdown import Source
from spec.compiler.openapi import build_document, finish
from spec.compiler.page import parse_page

FOLDER = Path(__file__).parent / "golden" / "structure"
TEXTS = [page.read_text(encoding="utf-8") for page in sorted(FOLDER.glob("*.apib"))]
LINES = st.sampled_from(sorted({line for text in TEXTS for line in text.split("\n")}))
ODD = st.sampled_from(
    ["```", "<!--", "-->", "{", "}", "[", "\t", "---", "===", "> x", "1. x", "#" * 7, "+", "\x00"]
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "indent", "dedent", "cut", "repeat"]),
        st.integers(0, 10_000),
        st.one_of(LINES, ODD, st.text(max_size=20)),
    ),
    max_size=12,
)


def mangled(text: str, edits: list[tuple[str, int, str]]) -> str:
    lines = text.split("\n")
    for kind, number, line in edits:
        at = number % len(lines)
        if kind == "insert":
            lines.insert(at, line)
        elif kind == "delete" and len(lines) > 1:
            del lines[at]
        elif kind == "indent":
            lines[at] = " " * (number % 9) + lines[at]
        elif kind == "dedent":
            lines[at] = lines[at].lstrip()
        elif kind == "cut":
            lines[at] = lines[at][: number % (len(lines[at]) + 1)]
        else:
            lines[at:at] = lines[at : at + 5]
    return "\n".join(lines)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.sampled_from(TEXTS), EDITS)
def test_mangled_page_gives_a_valid_document(text: str, edits: list[tuple[str, int, str]]) -> None:
    diagnostics = Diagnostics()
    source = Source("a.apib", mangled(text, edits))

    page = parse_page(source, diagnostics)
    document = build_document([page], diagnostics, title="a")
    account.compare([source], [page], document, diagnostics)
    document = validity.check(finish(document), "a.apib", diagnostics)

    assert not any(remark.code == "openapi" for remark in diagnostics.found)
    assert not validity.problems(document)
    lines = source.text.count("\n") + 1
    assert all(1 <= remark.at.line <= lines for remark in diagnostics.found)


@pytest.mark.parametrize(
    "piece", ["[", "{", "(", "<!-- ", ":[", "`", "/* ", "+ ", "> ", "a: ", "*"]
)
def test_long_line_is_read_to_its_end(piece: str) -> None:
    run = piece * 20_000
    call = f"## GET /a{run}\n\n+ Response 200 ({run})\n\n    {run}\n"
    text = f"# {run}\n\n## X [{run}]\n\n{run}\n\n{call}"

    parse_page(Source("a.apib", text), Diagnostics())
