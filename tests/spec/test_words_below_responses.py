"""Words that a page writes below a response: they say something of it, and are not sent."""

from __future__ import annotations

import pytest

from tests.spec.pages import compile_pages, page

WORDS = "The thing is gone."
SAID = {
    "as a paragraph": f"+ Response 404\n\n    {WORDS}",
    "on the next line": f"+ Response 404\n    {WORDS}",
    "of what has no body": f"+ Response 204\n\n        {WORDS}",
}
SENT = {
    "as a body": f"+ Response 404\n\n        {WORDS}",
    "of a media type": f"+ Response 404 (text/plain)\n\n    {WORDS}",
    "in a section": f"+ Response 404\n    + Body\n\n            {WORDS}",
}


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_words_describe_a_response(text: str) -> None:
    built = compile_pages(page(text))

    found = next(iter(built.operation()["responses"].values()))
    assert found["description"] == WORDS
    assert "content" not in found
    assert "words" in built.codes


@pytest.mark.parametrize("text", SENT.values(), ids=SENT)
def test_text_that_stands_as_a_body_is_sent(text: str) -> None:
    found = compile_pages(page(text)).response("404")

    assert found["description"] == "Not Found"
    assert found["content"] == {"text/plain": {"schema": {"type": "string"}, "example": WORDS}}


@pytest.mark.parametrize("status", ["204", "304"])
def test_body_of_a_status_that_has_none_is_left_out_and_said(status: str) -> None:
    built = compile_pages(page(f"+ Response {status} (application/json)\n\n        {{}}"))

    assert "content" not in built.response(status)
    assert "no-body" in built.codes


def test_each_of_several_bodies_keeps_what_is_said_of_it() -> None:
    text = "+ Response 409 (application/json)\n\n    {}\n\n    + Body\n\n            {}\n\n"
    texts = [text.format(*each) for each in [("One.", 1), ("Two.", 2), ("", 3), ("Again.", 1)]]

    found = compile_pages(page("".join(texts))).response("409")

    assert found["description"] == "One.\n\nTwo.\n\nAgain."
    assert found["content"]["application/json"]["examples"] == {
        "example-1": {"description": "One.", "value": 1},
        "example-2": {"description": "Two.", "value": 2},
        "example-3": {"value": 3},
        "example-4": {"description": "Again.", "value": 1},
    }
