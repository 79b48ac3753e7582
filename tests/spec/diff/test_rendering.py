"""What is printed, and that text of a document does nothing there but stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from spec.diff.document import Document
from spec.diff.rendering import Comparison, as_markdown, as_text, clean, code
from spec.diff.report import changes_between
from spec.diff.rules_touched import Touched
from tests.spec.diff.versions import Json, document

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "`` ` ```",
    "[a](http://b)",
    "@all !1 #2",
    "a\n\n# Heading\n- list",
    "\x1b[31m\u202e",
    "| a | b |\n|---|",
    "*a* _b_ ~~c~~ \\",
    " ",
    "`",
]


def shown(old: Json, new: Json, product: str | None = None) -> Comparison:
    changes = changes_between(Document(old), Document(new))
    return Comparison("old.apib", "new.apib", changes, Touched(product))


def login(**fields_of_answer: str) -> Json:
    members = {name: {"type": kind} for name, kind in fields_of_answer.items()}
    content = {"application/json": {"schema": {"type": "object", "properties": members}}}
    operation = {"responses": {"200": {"description": "OK", "content": content}}}
    return document() | {"paths": {"/users/login": {"patch": operation}}}


def test_text_says_what_changed_and_what_it_touches() -> None:
    text = as_text(shown(login(token="string"), login(token="number", age="number"), "me"))

    assert text.splitlines()[:10] == [
        "old.apib → new.apib: 1 breaking, 1 compatible",
        "",
        "Breaking",
        "  PATCH /users/login, response 200, field token: string → number",
        "      rules: refresh.renews-active, refresh.renews-expired, refresh.refuses-too-old, "
        "refresh.starts-new-life, refresh.refuses-forged",
        "",
        "Compatible",
        "  PATCH /users/login, response 200, field age: added (number, optional)",
        "      rules: refresh.renews-active, refresh.renews-expired, refresh.refuses-too-old, "
        "refresh.starts-new-life, refresh.refuses-forged",
        "",
    ]
    assert "  refresh.refuses-forged: What never was a token is not refreshed." in text
    assert "      contracts/test_refresh.py::test_forged_token_is_not_renewed" in text
    assert "  answers.documented: Every answer has a documented status" in text


def test_markdown_says_the_same() -> None:
    text = as_markdown(shown(login(token="string"), login(token="number"), "me"))

    assert text.splitlines()[:6] == [
        "**`old.apib` → `new.apib`: 1 breaking**",
        "",
        "#### Breaking",
        "",
        "- `PATCH /users/login`, response `200`, field `token`: `string` → `number`",
        "  - rules: `refresh.renews-active`, `refresh.renews-expired`, `refresh.refuses-too-old`, "
        "`refresh.starts-new-life`, `refresh.refuses-forged`",
    ]


def test_no_change_is_one_line() -> None:
    assert as_text(shown(login(), login())) == "old.apib → new.apib: no change\n"


def test_unknown_product_is_said() -> None:
    text = as_text(shown(login(), login(a="string")))

    assert "rules:" not in text
    assert "Rules: unknown, since neither title is that of a product; --product names one." in text


def hostile_pair(text: str) -> tuple[Json, Json]:
    old = login(a="string") | {"info": {"title": text}}
    new = login(**{text: "string"}) | {"info": {"title": "t"}}
    new["paths"][f"/{text}"] = {"get": {"summary": text, "responses": {text: {}}}}
    return old, new


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_document_is_no_markup(text: str) -> None:
    markdown = as_markdown(shown(*hostile_pair(text)))

    kinds = {token.type for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown)}
    inline = {
        child.type
        for token in MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(markdown)
        for child in token.children or []
    }
    plain = {"heading", "paragraph", "bullet_list", "list_item"}
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in kinds} <= plain | {
        "inline"
    }
    assert inline <= {"text", "code_inline", "strong_open", "strong_close", "softbreak"}


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_text_of_a_document_begins_no_line(text: str) -> None:
    lines = as_text(shown(*hostile_pair(text))).splitlines()

    assert all(each.isprintable() for line in lines for each in line)
    assert not [line for line in lines if line.startswith(("#", "-", "<", "|"))]


@given(st.text())
def test_code_span_holds_what_is_clean(text: str) -> None:
    (inline,) = [each for each in MarkdownIt().parse(f"a {code(text)} b") if each.children]

    spans = [child.content for child in inline.children or [] if child.type == "code_inline"]
    assert [span.strip() for span in spans] == [clean(text).strip()]


def test_long_text_is_cut() -> None:
    assert len(clean("a" * 500)) == 120
