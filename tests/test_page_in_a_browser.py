"""The report in a browser: accessible, legible, and to be used by keyboard.

Node, a browser and their modules are no part of the project: `npm install --no-save axe-core@4
puppeteer-core` in the checkout, and Chromium or Chrome, bring them. Without them these tests are
skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports import merged_files
from harness.reports.files import HTML, NIGHTS
from harness.reports.history_page import write_history_page
from harness.reports.merge import compared, merge
from harness.results.record import RunRecord
from tests.harness.making import MARKUP, a_record, a_result, a_run
from tests.harness.nights import DAY, fabricated
from tests.harness.nights import a_night as a_kept_night
from tests.harness.reports.leaving import left_by
from tests.harness.reports.pages import BROKEN, a_broken_record, a_night, report_of
from tests.matrix import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPT = Path(__file__).parent / "page_in_a_browser.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOOKS = {"wide": 1400, "wide-dark": 1400, "narrow": 600, "phone": 390}
HOSTILE = f"\"'>{MARKUP}</template></textarea></script><script>alert(2)</script>\u202e\x1b[2J"
INACCESSIBLE = '<!DOCTYPE html><html><head><title></title></head><body><img src="data:,"></body>'
SEEN = [
    *((page, "wide") for page in ("one", "hostile", "merged")),
    *((page, look) for page in ("night", "history") for look in LOOKS),
]
MERGED = {
    "staging": a_broken_record("staging"),
    "production": a_record(a_result(Outcome.KEPT, target="production"), name="production"),
}

pytestmark = pytest.mark.starts_process


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What a browser finds in each page."""
    node, browser = shutil.which("node"), next(filter(None, map(shutil.which, BROWSERS)), None)
    if node is None or browser is None:
        pytest.skip("needs Node and Chromium")
    directory = tmp_path_factory.mktemp("pages")
    pages = {
        "one": report_of(a_run(a_broken_record("staging", rules=BROKEN[:1]))),
        "night": report_of(a_night()),
        "hostile": report_of(a_run(a_broken_record("staging", HOSTILE))),
        "inaccessible": INACCESSIBLE,
    }
    for name, page in pages.items():
        (directory / f"{name}.html").write_text(page, encoding="utf-8")
    runs = [
        left_by(directory / name, run=RunRecord(targets={name: record}))
        for name, record in MERGED.items()
    ]
    merged = compared(merge(runs), directory / "history.json")
    merged_files.write(merged, directory / "of-all", directory / "history.json")
    (directory / "of-all" / HTML).rename(directory / "merged.html")
    nights = fabricated(2, 8) | {"broken": [a_kept_night(DAY), a_kept_night(broken=2)]}
    write_history_page(directory / NIGHTS, History({}, runs=nights))
    command = [node, "-e", SCRIPT.read_text(encoding="utf-8"), browser, str(directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "Cannot find module" in done.stderr:
        pytest.skip("needs `npm install --no-save axe-core@4 puppeteer-core` in the checkout")
    assert done.returncode == 0, done.stderr
    result: Mapping[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize(("page", "look"), SEEN)
def test_page_has_no_violation_of_accessibility(
    found: Mapping[str, Any], page: str, look: str
) -> None:
    assert found[page]["looks"][look]["violations"] == []


def test_violation_would_be_found(found: Mapping[str, Any]) -> None:
    [*violations] = found["inaccessible"]["looks"]["wide"]["violations"]

    assert {each.partition(":")[0] for each in violations} >= {"image-alt", "html-has-lang"}


@pytest.mark.parametrize(("page", "look"), SEEN)
def test_page_fits_its_width_and_runs_nothing_of_others(
    found: Mapping[str, Any], page: str, look: str
) -> None:
    seen = found[page]["looks"][look]

    assert seen["errors"] == []
    assert seen["scrolled"] <= LOOKS[look]


def test_square_opens_what_its_night_found(found: Mapping[str, Any]) -> None:
    clicked = found["history"]["clicked"]

    assert clicked["anchor"] == clicked["address"]
    assert clicked["open"] == [clicked["anchor"].removeprefix("#")]


def test_search_is_kept_in_the_address(found: Mapping[str, Any]) -> None:
    used = found["night"]["used"]

    assert len(used["beforeSearch"]) == 3 * len(BROKEN)
    assert used["afterSearch"] == ["staging-1", "staging-1"]
    assert used["columns"] == ["staging-1"]
    assert used["address"].startswith("#search=target%3Astaging-1")
    assert used["forwarded"] == 2


def test_filter_leaves_as_many_cards_as_it_says_and_is_taken_back(found: Mapping[str, Any]) -> None:
    used = found["night"]["used"]
    advised = 3 * 2

    assert used["filtered"] == {
        "count": advised,
        "says": f"advice {advised}",
        "pressed": "true",
        "address": "#search=outcome%3Aadvice",
    }
    assert used["unfiltered"] == len(used["beforeSearch"])


def test_cards_are_gone_through_by_keys(found: Mapping[str, Any]) -> None:
    used = found["night"]["used"]

    assert used["first"].startswith("#card-")
    assert used["second"].partition("&")[0] != used["first"].partition("&")[0]
    assert used["back"] == used["first"]
    assert used["open"] == 2
    assert used["keys"]
    assert f"#{used['ofCard']}&" in f"{used['second']}&"


@pytest.mark.parametrize("page", ["night", "hostile"])
def test_cards_and_steps_are_legible_without_scripts_and_styles(
    found: Mapping[str, Any], page: str
) -> None:
    boxed = found[page]["boxed"]

    assert boxed["cards"]
    assert all("curl -i http://acme.test/" in each for each in boxed["cards"])
    assert all("Expected" in each and "status 401" in each for each in boxed["cards"])
    assert boxed["controls"] == 0


def test_each_card_is_printed_on_a_page(found: Mapping[str, Any]) -> None:
    """The first shares that of the verdicts, where both fit."""
    cards = 3 * len(BROKEN)

    assert cards <= found["night"]["pages"] <= cards + 1
