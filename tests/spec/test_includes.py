from pathlib import Path
from typing import Any

import pytest
import yaml

from spec.compiler import project

CALL = "## GET /a\n\n+ Response 204\n"


def build(folder: Path, text: str, **files: str) -> tuple[Any, list[str]]:
    """Compile a page in a folder with other files; a name's `__` is a `/`, `_` the last dot."""
    (folder / "page").mkdir()
    page = folder / "page" / "a.apib"
    page.write_text(text)
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    built = project.compile_file(page)
    lines = [line.removeprefix(f"{folder}/") for line in built.diagnostics.lines()]
    return yaml.safe_load(built.text), lines


@pytest.mark.parametrize(
    "include",
    [
        "<!-- include(b.md) -->",
        "<!--include(b.md)-->",
        ":[](b.md)",
        ":[the calls](b.md)",
        ":[](c.md || b.md)\n<!-- include(b.md) -->",
        ":[](c.md file:b.md)",
    ],
)
def test_included_file_stands_in_for_its_include(tmp_path: Path, include: str) -> None:
    document, _ = build(tmp_path, f"# A\n\n{include}\n", page__b_md=CALL, page__c_md=":[](file)\n")

    assert list(document["paths"]) == ["/a"]


def test_included_file_keeps_the_indent_of_its_include(tmp_path: Path) -> None:
    text = "# A\n\n## GET /a\n\n+ Response 200 (application/json)\n\n        :[](b.json)\n"

    document, remarks = build(tmp_path, text, page__b_json='{\n  "a": 1\n}\n')

    content = document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["example"] == {"a": 1}
    assert remarks == []


def test_what_stands_in_an_included_file_has_its_place_there(tmp_path: Path) -> None:
    text = "# A\n\n<!-- include(b.md) -->\n\n## PUT /b\n"

    document, remarks = build(tmp_path, text, page__b_md=f"\n{CALL}")

    assert document["paths"]["/a"]["get"]["x-source"].endswith("page/b.md:2")
    assert document["paths"]["/b"]["put"]["x-source"].endswith("page/a.apib:5")
    assert remarks == ["page/a.apib:5:1: warning: 'PUT /b' documents no response [no-response]"]
    assert [Path(each["file"]).name for each in document["x-sources"]] == ["a.apib", "b.md"]


@pytest.mark.parametrize(
    ("include", "reason"),
    [
        ("../secret.md", "it is outside the folder of the page"),
        ("/etc/hostname", "it is outside the folder of the page"),
        ("link.md", "it is outside the folder of the page"),
        ("none.md", "there is no such file"),
        ("a.apib", "it would include itself: a.apib → a.apib"),
        ("b.md", "it would include itself: a.apib → b.md → a.apib"),
        ("https://a.test/b.md", "it is on another machine"),
        ("", "it names no file"),
    ],
)
def test_file_that_must_not_be_read_is_told(tmp_path: Path, include: str, reason: str) -> None:
    (tmp_path / "secret.md").write_text("SECRET\n")
    (tmp_path / "other").mkdir()
    text = f"# A\n\n<!-- include({include}) -->\n\n{CALL}"
    if include == "link.md":
        (tmp_path / "page").mkdir()
        (tmp_path / "page/link.md").symlink_to(tmp_path / "secret.md")
        (tmp_path / "page/a.apib").write_text(text)
        built = project.compile_file(tmp_path / "page/a.apib")
        document, remarks = yaml.safe_load(built.text), built.diagnostics.lines()
    else:
        document, remarks = build(tmp_path, text, page__b_md="<!-- include(a.apib) -->\n")

    assert any(f" is not included: {reason}" in line for line in remarks), remarks
    assert "SECRET" not in str(document)
    assert "/a" in document["paths"]


def test_link_in_a_sentence_is_no_include(tmp_path: Path) -> None:
    text = f"# A\n\nSee:[the page](https://a.test/) and:[it](none).\n\n{CALL}"

    document, remarks = build(tmp_path, text)

    assert document["info"]["description"].startswith("See:[the page]")
    assert remarks == []


def test_chain_of_includes_has_an_end(tmp_path: Path) -> None:
    files = {f"page__f{n}_md": f"<!-- include(f{n + 1}.md) -->\n" for n in range(30)}

    _, remarks = build(tmp_path, "# A\n\n<!-- include(f0.md) -->\n", **files)

    assert any("more than 20 files deep" in line for line in remarks)
