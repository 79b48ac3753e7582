"""Pages that show one item of the grammar each, and what they give: reviewed by hand.

The number of a page is that of the item: metadata and headings (1 to 6), lists (7 to 11), payloads
and transactions (12 to 22), parameters and URI templates (23 to 26), includes (40).
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import validate

from spec.compiler import project

PAGES = sorted((Path(__file__).parent / "golden" / "structure").glob("*.apib"))
NUMBERS = [*range(1, 27), 40]


def outcome(page: Path) -> dict[str, Any]:
    """Compile a page; return its document without the digests, and all remarks."""
    built = project.compile_file(page)
    document = yaml.safe_load(built.text or built.partial)
    name = document["x-sources"][0]["file"]
    del document["x-sources"], document["openapi"]
    remarks = [line.replace(f"{name}:", "") for line in built.diagnostics.lines()]
    document = json.loads(json.dumps(document).replace(f"{name}:", "line "))
    return {"document": document, "remarks": remarks}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_gives_what_was_reviewed(page: Path) -> None:
    expected = yaml.safe_load(page.with_suffix(".yaml").read_text(encoding="utf-8"))

    found = outcome(page)

    assert found == expected
    validate({"openapi": "3.1.0", **found["document"]})


def test_each_item_of_the_grammar_has_a_page() -> None:
    assert [int(page.stem.partition("-")[0]) for page in PAGES] == NUMBERS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_that_says_something_else_gives_something_else(page: Path, tmp_path: Path) -> None:
    expected = yaml.safe_load(page.with_suffix(".yaml").read_text(encoding="utf-8"))
    changed = tmp_path / page.name
    text = page.read_text(encoding="utf-8")
    changed.write_text(f"{text}\n# Another [GET /another]\n\n+ Response 204\n", encoding="utf-8")

    assert outcome(changed) != expected
