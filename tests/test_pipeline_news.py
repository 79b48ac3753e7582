"""What a pipeline tells of news: once, and, where no webhook takes them, the next time."""

from __future__ import annotations

import json
import subprocess
import sys
from os import environ
from typing import TYPE_CHECKING

import pytest

from tests.matrix import run_suite
from tests.pipelines import EXAMPLES, webhook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.starts_process


TELL = (sys.executable, EXAMPLES / "tell.py")


def told(
    summary: str, directory: Path, webhook_url: str | None, *more: Path | str
) -> tuple[int, str]:
    (directory / "summary.md").write_text(summary)
    environment = {name: each for name, each in environ.items() if name != "MEIRO_WEBHOOK"}
    environment |= {} if webhook_url is None else {"MEIRO_WEBHOOK": webhook_url}
    done = subprocess.run(
        [*TELL, directory / "summary.md", "https://run.test", *more],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


NEWS = "## New since last time\n\n- production: a.rule: newly broken\n\n# Meiro contracts\n"
OLD = "## New since last time\n\nNothing new since last time.\n- production: a.rule: still broken\n"


def test_news_are_posted_with_a_link_to_the_run(tmp_path: Path) -> None:
    with webhook() as (url, messages):
        assert told(NEWS, tmp_path, url)[0] == 0

    assert messages == [
        "Meiro contracts, new since last time:\n"
        "- production: a.rule: newly broken\nhttps://run.test"
    ]


def test_slack_makes_no_mention_and_no_link_of_what_an_instance_says(tmp_path: Path) -> None:
    news = NEWS.replace("newly broken", r"came \<!channel\> \<http\://evil.test\|a\> \& <b>")

    with webhook() as (url, messages):
        assert told(news, tmp_path, url)[0] == 0

    assert messages[0].splitlines()[1] == (
        r"- production: a.rule: came &lt;!channel&gt; &lt;http\://evil.test\|a&gt; &amp; &lt;b&gt;"
    )


def test_card_for_teams_waits_where_no_webhook_takes_it(tmp_path: Path) -> None:
    unsent = tmp_path / "unsent.json"
    with webhook(status=503) as (url, _):
        assert told(NEWS, tmp_path, url, unsent, "--teams")[0] == 1

    with webhook(status=202) as (url, messages):
        assert told(OLD, tmp_path, url, unsent, "--teams")[0] == 0

    assert [each["type"] for each in messages] == ["message"]
    assert "a.rule: newly broken" in json.dumps(messages)


@pytest.mark.parametrize("summary", [OLD, "", "# Meiro contracts\n"])
def test_nothing_is_posted_where_nothing_is_new(summary: str, tmp_path: Path) -> None:
    with webhook() as (url, messages):
        assert told(summary, tmp_path, url)[0] == 0

    assert messages == []


@pytest.mark.parametrize("url", [None, ""])
def test_nothing_is_done_without_a_webhook(url: str | None, tmp_path: Path) -> None:
    assert told(NEWS, tmp_path, url) == (0, "tell: MEIRO_WEBHOOK is not set\n")


def test_webhook_that_takes_nothing_fails_and_stays_secret(tmp_path: Path) -> None:
    with webhook(status=404) as (url, _):
        refused = told(NEWS, tmp_path, url)
    unreachable = told(NEWS, tmp_path, url)

    assert [refused[0], unreachable[0]] == [1, 1]
    assert "very-secret" not in refused[1] + unreachable[1]


def waiting(unsent: Path) -> list[str]:
    return [message.splitlines()[1] for message in json.loads(unsent.read_text())]


def test_news_that_no_webhook_takes_are_posted_first_the_next_time(tmp_path: Path) -> None:
    unsent, later = tmp_path / "kept" / "unsent.json", NEWS.replace("a.rule", "b.rule")
    with webhook(status=503) as (url, _):
        first = told(NEWS, tmp_path, url, unsent)
        second = told(later, tmp_path, url, unsent)
    assert first == (
        1,
        "tell: the webhook did not take the news: HTTPError 503; 1 kept for the next run\n",
    )
    assert second[0] == 1
    assert waiting(unsent) == [f"- production: {each}.rule: newly broken" for each in "ab"]

    with webhook() as (url, messages):
        assert told(OLD, tmp_path, url, unsent)[0] == 0
        assert told(OLD, tmp_path, url, unsent) == (0, "tell: no news\n")

    assert [each.splitlines()[1] for each in messages] == [
        f"- production: {each}.rule: newly broken" for each in "ab"
    ]


def test_news_that_are_not_kept_are_said_to_be_lost(tmp_path: Path) -> None:
    with webhook(status=503) as (url, _):
        done = told(NEWS, tmp_path, url)

    assert done == (1, "tell: the webhook did not take the news: HTTPError 503; 1 lost\n")


@pytest.mark.parametrize("content", ["", "5", "[5]", '{"a": 1'])
def test_damaged_file_of_unsent_news_hides_no_news(content: str, tmp_path: Path) -> None:
    unsent = tmp_path / "unsent.json"
    unsent.write_text(content)

    with webhook() as (url, messages):
        done = told(NEWS, tmp_path, url, unsent)

    assert done == (
        0,
        f"tell: {unsent} is damaged, and is begun anew\ntell: the news was posted\n",
    )
    assert len(messages) == 1
    assert waiting(unsent) == []


def test_target_that_cannot_be_reached_is_told_once(tmp_path: Path) -> None:
    options = ["--target-url", "http://127.0.0.1:1", "--product", "me", "--effects", "read"]
    options += ["--history", str(tmp_path / "history.json"), "-p", "no:html"]
    with webhook() as (url, messages):
        for _ in range(2):
            run = run_suite(options, tmp_path / "reports")
            assert run.exit_code == 10
            assert told((run.reports / "summary.md").read_text(), tmp_path, url)[0] == 0

    [message] = messages
    assert message.splitlines()[1].startswith("- me: newly unreachable: GET http://127.0.0.1:1/")
