"""A document that is rendered and read back means what it meant."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.spec.pages import compile_pages
from tests.spec.reader.comparison import compiled, meaning
from tests.spec.reader.documents import Kinds, documents
from tests.spec.reader.rendering import as_html, as_section, as_text

MANY = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    # A failure is shown as it was drawn: making it smaller takes minutes.
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
INDENTED, FLAT, ONE_GROUP = Kinds(), Kinds(nested=False), Kinds(groups=1)


@MANY
@given(document=documents(INDENTED))
def test_text_means_what_the_document_means(document: str) -> None:
    assert meaning(compiled(as_text(document)).document) == meaning(
        compile_pages(document).document
    )


@MANY
@given(document=documents(INDENTED))
def test_saved_page_means_what_the_document_means(document: str) -> None:
    assert meaning(compiled(as_html(document)).document) == meaning(
        compile_pages(document).document
    )


@MANY
@given(document=documents(FLAT))
def test_text_without_indents_means_what_the_document_means(document: str) -> None:
    text = "\n".join(line.strip() for line in as_text(document).split("\n"))

    assert meaning(compiled(text).document) == meaning(compile_pages(document).document)


@MANY
@given(document=documents(FLAT))
def test_bullets_of_each_depth_stand_for_indents(document: str) -> None:
    shown = as_text(document, bullets="•◦" + "▪" * 20)
    text = "\n".join(line.strip() for line in shown.split("\n"))

    assert meaning(compiled(text).document) == meaning(compile_pages(document).document)


@MANY
@given(document=documents(ONE_GROUP))
def test_page_of_a_section_means_what_the_group_means(document: str) -> None:
    lost = frozenset({"info"})
    found = meaning(compiled(as_section(document)).document, without=lost)

    assert found == meaning(compile_pages(document).document, without=lost)


@pytest.mark.parametrize("render", [as_text, as_html], ids=["text", "HTML"])
def test_difference_would_be_seen(render) -> None:
    document = (
        "# A\n\n## B [/b]\n\n### C [GET]\n\n+ Response 200\n    + Attributes\n        + d: 1\n"
    )

    found = compiled(render(document.replace("d: 1", "d: 2"))).document

    assert meaning(found) != meaning(compile_pages(document).document)
