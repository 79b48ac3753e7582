"""The compiler beside drafter.js, the reference parser: what both find in the same pages.

Node and drafter.js are no part of the project: `npm install --no-save drafter.js@3` in the checkout
brings the second, and without them these tests are skipped. DIFFERENCES says where the two differ,
and why.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from spec.__main__ import ROOT
from spec.compiler import project
from tests.spec.test_tolerance import BODIES, CALLS, HEADINGS

GOLDEN = Path(__file__).parent / "golden" / "structure"
SCRIPT = Path(__file__).parent / "drafter.js"
DIFFERENCES = {
    "11-tabs": "drafter rejects a page with a tab",
    "23-templates": "drafter knows neither {/n} nor a variable within a query",
    "headings/a name after the path": "drafter takes the name for a part of the path",
    "headings/other brackets after": "drafter takes all brackets for one path",
    "calls/a range": "drafter knows no range, and takes it for 200",
    "calls/no parentheses": "drafter gives up the media type",
    "calls/a short media type": "drafter keeps `json` as it stands",
    "calls/a text behind": "drafter gives up the media type",
    "calls/another text": "drafter gives up the media type",
    "calls/a phrase": "drafter gives up the media type",
    "calls/a colon": "drafter gives up the media type",
    "calls/a colon after": "drafter gives up the media type",
    "calls/a word for a status": "drafter gives up the media type",
    "bodies/tabs": "drafter rejects a page with a tab",
    "bodies/the type in a header": "drafter keeps the quotation marks",
}
Call = tuple[str, str, str]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages by their names: those reviewed by hand, and those of the tests of tolerance."""
    folder = tmp_path_factory.mktemp("pages")
    texts = {page.stem: page.read_text(encoding="utf-8") for page in GOLDEN.glob("*.apib")}
    head = "# A\n\n## GET /things\n\n"
    body = '\n\n        {"message": "ok"}\n'
    texts |= {f"headings/{name}": f"{text}\n\n+ Response 204\n" for name, text in HEADINGS.items()}
    texts |= {f"calls/{name}": f"{head}{title}{body}" for name, (title, _) in CALLS.items()}
    texts |= {f"bodies/{name}": f"{head}{text}\n" for name, text in BODIES.items()}
    files = {name: folder / f"{number}.apib" for number, name in enumerate(texts)}
    for name, file in files.items():
        file.write_text(texts[name], encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def by_drafter(pages: dict[str, Path]) -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node, so that nothing is compared with drafter.js")
    files = [str(file) for file in pages.values()]
    code = SCRIPT.read_text(encoding="utf-8")
    command = [node, "-e", code, "--", *files]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, cwd=ROOT
    )
    if "Cannot find module 'drafter.js'" in done.stderr:
        pytest.skip("there is no drafter.js: `npm install --no-save drafter.js@3` brings it")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {name: found[str(file)] for name, file in pages.items()}


def shape(path: str) -> str:
    """Return a path without its query, its fragment and the names of its variables."""
    bare = re.sub(r"\{[?&#][^}]*\}", "", path).partition("?")[0]
    return re.sub(r"\{[^}]*\}", "{}", bare)


def compiled(file: Path) -> Any:
    built = project.compile_file(file)
    return yaml.safe_load(built.text or built.partial)


def calls_of(document: Any) -> dict[Call, tuple[set[str], set[str]]]:
    """Return the responses of a document, each with its media types and its parameters."""
    calls: dict[Call, tuple[set[str], set[str]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict):
                continue
            names = {each["name"] for each in operation.get("parameters", [])}
            for status, response in operation.get("responses", {}).items():
                media = response.get("x-media-type", [])
                stated = {media} if isinstance(media, str) else set(media)
                key = (method.upper(), shape(path), status)
                calls[key] = (stated | set(response.get("content", {})), names)
    return calls


def missing(document: Any, expected: list[dict[str, Any]]) -> list[str]:
    """Return what drafter finds and the document lacks."""
    calls = calls_of(document)
    lacks = []
    for call in expected:
        key = (call["method"], shape(call["path"]), call["status"] or "200")
        if key not in calls:
            lacks.append(" ".join(key))
            continue
        media, names = calls[key]
        if call["media"] and call["media"] not in media:
            lacks.append(f"{' '.join(key)}: {call['media']}")
        lacks += [f"{' '.join(key)}: {name}" for name in call["names"] if name not in names]
    return lacks


NAMES = [
    *(page.stem for page in sorted(GOLDEN.glob("*.apib"))),
    *(f"headings/{name}" for name in HEADINGS),
    *(f"calls/{name}" for name in CALLS),
    *(f"bodies/{name}" for name in BODIES),
]


@pytest.mark.starts_process
@pytest.mark.parametrize("name", [name for name in NAMES if name not in DIFFERENCES])
def test_all_that_drafter_finds_is_found(
    name: str, pages: dict[str, Path], by_drafter: dict[str, Any]
) -> None:
    assert missing(compiled(pages[name]), by_drafter[name]) == []


@pytest.mark.starts_process
@pytest.mark.parametrize("name", DIFFERENCES)
def test_difference_is_still_there(
    name: str, pages: dict[str, Path], by_drafter: dict[str, Any]
) -> None:
    expected = by_drafter[name]
    ours = {key[:2] for key in calls_of(compiled(pages[name]))}
    theirs = {(call["method"], shape(call["path"])) for call in expected}
    media = {call["media"] for call in expected}

    assert (
        missing(compiled(pages[name]), expected) or ours - theirs or "application/json" not in media
    )


def test_what_a_document_lacks_is_found(tmp_path: Path) -> None:
    page = tmp_path / "a.apib"
    page.write_text("# A\n\n## GET /a/{b}\n\n+ Response 204\n")
    call = {"method": "GET", "path": "/a/{b}", "status": "204", "media": None, "names": ["b"]}

    assert missing(compiled(page), [call]) == []
    assert missing(compiled(page), [call | {"method": "PUT"}]) == ["PUT /a/{} 204"]
    assert missing(compiled(page), [call | {"names": ["c"]}]) == ["GET /a/{} 204: c"]
    assert missing(compiled(page), [call | {"media": "a/b"}]) == ["GET /a/{} 204: a/b"]
