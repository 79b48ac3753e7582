"""The summary leads with the news, and takes no markup of an instance."""

from pathlib import Path

import pytest

from harness.core.outcomes import Outcome
from harness.history.comparison import Change
from harness.history.history import History
from harness.reports.cards import cards_of
from harness.reports.summary import MOST_CARDS, _one_line, write_summary
from harness.run.preflight import NoVerdict
from tests.harness.making import MARKUP, a_record, a_result, a_run

KEPT = a_result(Outcome.KEPT, "options.public")


def test_summary_names_targets_verdicts_and_what_is_broken(tmp_path):
    record = a_record(KEPT, a_result(Outcome.BROKEN, detail=f"came {MARKUP}"))
    file = tmp_path / "summary.md"

    write_summary(file, a_run(record), History({}))

    text = file.read_text()
    assert "- **acme** (cdp, http://acme.test/api): broken: 1 of 2 rules proven, 1 broken" in text
    assert "  - broken: logout.ends-session: came \\<img src=x onerror=alert(1)\\>" in text


@pytest.mark.parametrize("problem", ["", "history.json: is damaged"])
@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("number", [0, 1, 7, 8, 9, 30])
def test_summary_leads_with_the_news_in_ten_lines_at_most(tmp_path, number, is_new, problem):
    history = History({}, problem)
    history.changes = [Change("acme", f"rule-{each}", "x", is_new) for each in range(number)]

    write_summary(tmp_path / "summary.md", a_run(), history)

    lines = (tmp_path / "summary.md").read_text().partition("\n# ")[0].rstrip().splitlines()
    assert lines[0] == "## New since last time"
    assert 3 <= len(lines) <= 10
    assert ("Nothing new since last time." in lines) == (not problem and not (number and is_new))
    assert any(problem in each for each in lines)
    assert sum("rule-" in each for each in lines) == number or lines[-1].endswith(" more")


def test_summary_says_when_the_run_did_not_check_everything(tmp_path):
    history = History({})
    history.take(a_run(), is_whole=False)

    write_summary(tmp_path / "summary.md", a_run(), history)

    assert "This run did not check everything" in (tmp_path / "summary.md").read_text()


def test_summary_that_cant_be_written_stays_as_it_was(tmp_path, monkeypatch):
    file = tmp_path / "summary.md"
    file.write_text("of the last run")
    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(OSError, match="No space left"):
        write_summary(file, a_run(), History({}))

    assert file.read_text() == "of the last run"


def full(*_):
    raise OSError("No space left on device")


def test_summary_says_how_much_was_checked(tmp_path):
    record = a_record(KEPT, a_result(Outcome.EXCLUDED))
    gone = a_record(no_verdict=NoVerdict.UNREACHABLE)
    file = tmp_path / "summary.md"

    write_summary(file, a_run(record, gone), History({}))

    lines = file.read_text().splitlines()
    assert lines[-3:] == [
        "- **acme** (cdp, http://acme.test/api): conformant: 1 of 2 rules proven, 1 not checked",
        "  - **conformant · 1 of 2 checked**",
        "- **acme** (cdp, http://acme.test/api): unreachable: gone",
    ]


def test_summary_links_to_its_own_instances_alone(tmp_path):
    words = "see http://acme.test/api/x and http://evil.test/"
    record = a_record(KEPT, a_result(Outcome.BROKEN, detail=words))

    write_summary(tmp_path / "summary.md", a_run(record), History({}))

    assert (
        "logout.ends-session: see http://acme.test/api/x and http\\://evil.test/"
        in (tmp_path / "summary.md").read_text()
    )


def test_summary_takes_no_markup_of_an_instance():
    assert _one_line("<img>\n# [a](b) | `c`") == r"\<img\> \# \[a\](b) \| \`c\`"
    assert _one_line("plain words, 200") == "plain words, 200"


def test_summary_tells_each_cause_as_its_card_does(tmp_path):
    run = a_run(a_record(a_result(Outcome.BROKEN, detail=f"came {MARKUP}")))
    [card] = cards_of(run, History({}))

    write_summary(tmp_path / "summary.md", run, History({}))

    text = (tmp_path / "summary.md").read_text()
    assert "## What is broken\n\n### acme: logout.ends-session\n\n" in text
    assert text.rstrip().endswith(card.markdown.rstrip())


def test_summary_tells_so_many_causes_that_it_can_be_read(tmp_path):
    records = [
        a_record(a_result(Outcome.BROKEN), name=f"target-{n}") for n in range(MOST_CARDS + 2)
    ]

    write_summary(tmp_path / "summary.md", a_run(*records), History({}))

    text = (tmp_path / "summary.md").read_text()
    assert text.count("--replay") == MOST_CARDS
    assert text.rstrip().endswith("2 more are in report.html.")
