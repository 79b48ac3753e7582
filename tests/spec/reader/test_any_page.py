"""Whatever a page holds, reading it ends in Blueprint or in an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from spec.reader.page import read_page

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").iterdir())]
MANY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SCRAPS = [
    "{",
    "}",
    "- ",
    "•",
    "(",
    "`",
    "[GET]",
    "[/a]",
    "\u00a0",
    "<ul>",
    "</li>",
    "# ",
    "\r",
    "“",
]
HEAD = "A [/a]\n\nB [GET]\n\n• Response 200 (application/json)\n\n"
DEEP = {
    "brackets": HEAD + "[" * 20_000,
    "brackets on lines": HEAD + "[\n" * 20_000,
    "parentheses": HEAD + "• Attributes\n• " + "(" * 20_000,
    "elements": "<html><h2>A [GET /a]</h2>" + "<div>" * 5_000 + "x",
    "lists": "<html><h2>A [GET /a]</h2>" + "<ul><li>x" * 3_000,
    "tables": "<html><h2>A [GET /a]</h2>" + "<table><tr><td>" * 2_000,
    "rules of tables": HEAD + "• Attributes\n\n| Name | Type |\n" + f"|{'-' * 3_000}x|\n" * 50,
    "cells": HEAD + "• Attributes\n\n| Name | Type |\n" + f"|{'| ' * 1_900}\n" * 50,
    "items": HEAD + "\n".join(" " * depth + "• a (object)" for depth in range(900)),
}


def settled(content: bytes) -> bool:
    reading = read_page("page", content)
    return bool(reading.blueprint) != bool(reading.error)


@MANY
@given(
    content=st.sampled_from(PAGES),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(SCRAPS))),
)
def test_mangled_page_is_read_or_refused(
    content: bytes, edits: list[tuple[float, int, str]]
) -> None:
    for place, length, scrap in edits:
        at = int(place * len(content))
        content = content[:at] + scrap.encode() + content[at + length :]

    assert settled(content)


@MANY
@given(content=st.one_of(st.binary(), st.text().map(str.encode)))
def test_anything_is_read_or_refused(content: bytes) -> None:
    assert settled(content)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP.keys())
def test_depth_is_bounded(text: str) -> None:
    assert settled(text.encode())
