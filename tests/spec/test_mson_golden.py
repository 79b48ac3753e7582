"""Pages that show one item of the grammar each, and what they give: reviewed by hand.

The number of a page is that of the item of MSON: member lines (27), default types (28), type
names (29), unknown and circular types (30), inheritance (31), One Of (32), required and fixed
(33), nullable (34), arrays (35), enums (36), samples and defaults (37), block descriptions (38)
and generic types (39).
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.spec.pages import compile_pages

PAGES = sorted((Path(__file__).parent / "golden" / "mson").glob("*.apib"))
NUMBERS = range(27, 40)


def outcome(text: str) -> dict[str, Any]:
    """Compile a page; return the schemas of its payloads and its types, and all remarks."""
    compiled = compile_pages(text)
    payloads: dict[str, Any] = {}
    for path, item in compiled.document["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict):
                continue
            parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for part, payload in parts.items():
                for media in payload.get("content", {}).values():
                    payloads[f"{method} {path} {part}"] = media["schema"]
    schemas = compiled.document.get("components", {}).get("schemas", {})
    return {"payloads": payloads, "schemas": schemas, "remarks": compiled.remarks}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_gives_what_was_reviewed(page: Path) -> None:
    expected = yaml.safe_load(page.with_suffix(".yaml").read_text(encoding="utf-8"))

    found = outcome(page.read_text(encoding="utf-8"))

    assert found == expected
    for schema in [*found["payloads"].values(), *found["schemas"].values()]:
        Draft202012Validator.check_schema(schema)


def test_each_item_of_the_grammar_has_a_page() -> None:
    assert [int(page.stem.partition("-")[0]) for page in PAGES] == list(NUMBERS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_that_says_something_else_gives_something_else(page: Path) -> None:
    expected = yaml.safe_load(page.with_suffix(".yaml").read_text(encoding="utf-8"))
    text = page.read_text(encoding="utf-8").rstrip() + "\n\n# Data Structures\n\n## Another\n+ a\n"

    assert outcome(text) != expected
