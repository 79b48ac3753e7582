"""Rendered pages of the suite's own kind, against the Blueprint written from them by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spec.__main__ import ROOT
from tests.spec.pages import compile_pages
from tests.spec.reader.comparison import compiled, operations

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parent / "pages"
LOST = {
    "GET /users/{user_id}/invitation_link": "its heading, below which the page goes on with Invite",
}
"""What the rendering of me's page left out: operations, each with what is missing."""

TOO_MUCH = {"POST /users/invite": {"404"}}
"""What stands below the wrong heading therefore."""


def stripped(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n"))


FORMS: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "indents lost": stripped,
    "circles": lambda text: text.replace("•", "◦"),
    "squares": lambda text: text.replace("•", "▪"),
    "dashes": lambda text: text.replace("•", "-"),
    "stars": lambda text: text.replace("•", "*"),
    "letters": lambda text: text.replace("•", "o"),
    "dashes, indents lost": lambda text: stripped(text.replace("•", "-")),
    "bullets of each depth, indents lost": lambda text: stripped(
        text.replace("\n  •", "\n•").replace("\n    •", "\n◦")
    ),
    "bullets lost": lambda text: text.replace("• ", ""),
    "bullets and indents lost": lambda text: stripped(text.replace("• ", "")),
    "bullets on lines of their own": lambda text: re.sub(r" *• *", "•\n", text),
    "numbered": lambda text: re.sub(r"(?m)^(?=[A-Z].*\]$)", "1.2. ", text),
    "permalinks": lambda text: re.sub(r"(?m)(?<=\])$", "¶", text),
    "permalinks by a hash": lambda text: re.sub(r"(?m)(?<=\])$", " #", text),
    "permalinks in words": lambda text: re.sub(r"(?m)(?<=\])$", "\u200bDirect link to it", text),
    "hashes kept": lambda text: re.sub(r"(?m)^(?=[A-Z].*\]$)", "## ", text),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "wide blanks": lambda text: text.replace(" ", "\u00a0"),
    "tabs": lambda text: text.replace("  ", "\t"),
    "typographic quotes": lambda text: re.sub('"([^"\n]*)"', "“\\1”", text),
    "no blank lines": lambda text: re.sub(r"\n\s*\n", "\n", text),
    "no blank lines or indents": lambda text: stripped(re.sub(r"\n\s*\n", "\n", text)),
    "a body glued to the next heading": lambda text: re.sub(r"\n\}\n\n(?=[A-Z])", "\n}", text),
    "bodies on one line": lambda text: re.sub(
        r"(?m)^\{\n((?:[ }].*\n)*)", lambda each: " ".join(each[0].split()) + "\n", text
    ),
    "buttons": lambda text: re.sub(r"(?m)^(?=\{$)", "json\nCopy\n", text),
    "buttons below": lambda text: re.sub(r"(?m)^\}$", "}\nCopy code\n", text),
}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Callable[[str], str]:
    return FORMS[str(request.param)]


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def own(product: str) -> str:
    file = ROOT / f"spec/blueprints/{product}/authentication.apib"
    return file.read_text(encoding="utf-8")


def test_cdp_page_gives_what_the_page_written_by_hand_gives(form: Callable[[str], str]) -> None:
    assert operations(compiled(form(page("cdp-authentication.txt"))).document) == operations(
        compile_pages(own("cdp")).document
    )


def test_me_page_gives_what_the_page_written_by_hand_gives_but_for_what_was_lost(
    form: Callable[[str], str],
) -> None:
    types = own("me")[own("me").index("# Data Structures") :]

    found = operations(compiled(form(page("me-authentication.txt")), types).document)

    wanted = operations(compile_pages(own("me")).document)
    for lost in LOST:
        del wanted[lost]
    for name, statuses in TOO_MUCH.items():
        for status in statuses:
            del found[name][status]
        # The answer of the operation that was lost is one of two that this one seems to have.
        found[name]["200"] = wanted[name]["200"] = _within(wanted[name]["200"], found[name]["200"])
    assert found == wanted


def _within(wanted: Any, found: Any) -> Any:
    for media_type, (fields, _) in wanted.items():
        assert set(fields) <= set(found[media_type][0])
    return wanted


@pytest.mark.parametrize("product", ["cdp", "me"])
def test_host_is_that_of_the_page_written_by_hand(product: str) -> None:
    found = compiled(page(f"{product}-authentication.txt")).document

    assert found["servers"] == compile_pages(own(product)).document["servers"]
    assert found["tags"][0]["name"] == "Authentication"


@pytest.mark.parametrize("product", ["cdp", "me"])
def test_difference_would_be_seen(product: str) -> None:
    text = page(f"{product}-authentication.txt").replace("8 hours.\n", "8 hours.\n\nMore [PUT]\n")

    assert "PUT /users/login" in operations(compiled(text).document)
