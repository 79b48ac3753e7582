"""Tell a chat what is new since the last run: ``tell.py [--teams] SUMMARY LINK [UNSENT]``.

Posts the news that leads a run's summary.md, with a link to the run, to the webhook at
``MEIRO_WEBHOOK`` (Slack, Mattermost, or whatever takes ``{"text": …}``). With ``--teams`` it is a
card for Microsoft Teams, with what was expected and what came, from the results.json beside the
summary. Posts nothing where there is no news, no summary or no webhook. News that the webhook does
not take wait in the file UNSENT, which is kept between runs, and are posted first the next time.
The webhook's URL is a secret, and is never printed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import requests
from teams_card import card

HEADING = "## New since last time"
NOTHING = "Nothing new since last time."


def news_of(summary: str) -> str:
    """Return what stands under the summary's first heading; nothing where that says no news."""
    _, found, rest = summary.partition(f"{HEADING}\n")
    section = rest.partition("\n#")[0].strip()
    return "" if not found or section.startswith(NOTHING) else section


def for_slack(news: str) -> str:
    """Keep Slack from making links and mentions of the news: a backslash says nothing to it."""
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        news = news.replace(f"\\{mark}", mark).replace(mark, entity)
    return news


def waiting(unsent: Path | None) -> list[str | dict[str, Any]]:
    """Return the messages that no webhook has taken yet, the oldest first."""
    if unsent is None or not unsent.is_file():
        return []
    try:
        messages = json.loads(unsent.read_bytes())
    except ValueError:
        messages = None
    if isinstance(messages, list) and all(isinstance(each, str | dict) for each in messages):
        return messages
    print(f"tell: {unsent} is damaged, and is begun anew")
    return []


def keep(messages: list[str | dict[str, Any]], unsent: Path | None) -> None:
    """Keep what was not posted for the next time."""
    if unsent is not None:
        unsent.parent.mkdir(parents=True, exist_ok=True)
        unsent.write_text(json.dumps(messages, ensure_ascii=False), encoding="utf-8")


def post(webhook: str, message: str | dict[str, Any]) -> str:
    """Post a text or a card; return why the webhook did not take it, or nothing."""
    body = {"text": message} if isinstance(message, str) else message
    try:
        requests.post(webhook, json=body, timeout=10).raise_for_status()
    except requests.RequestException as failure:
        status = "" if failure.response is None else f" {failure.response.status_code}"
        return f"{type(failure).__name__}{status}"
    return ""


def message_of(news: str, link: str, results: Path, *, teams: bool) -> str | dict[str, Any]:
    """Return what is posted: a text, or a card of Teams."""
    if not teams:
        return f"Meiro contracts, new since last time:\n{for_slack(news)}\n{link}"
    try:
        found = json.loads(results.read_bytes())
    except (OSError, ValueError):
        found = {}  # a run that was cut short may have no more than the summary
    return card(news, link, found)


def main() -> int:
    """Post the news; 1 where the webhook does not take all of them."""
    parser = argparse.ArgumentParser(prog="tell.py")
    parser.add_argument("--teams", action="store_true", help="post a card for Microsoft Teams")
    parser.add_argument("summary", type=Path, help="summary.md of the run")
    parser.add_argument("link", help="where the run or its report is to be seen")
    parser.add_argument("unsent", type=Path, nargs="?", help="keeps news that nobody took")
    return tell(**vars(parser.parse_args()))


def tell(*, summary: Path, link: str, unsent: Path | None, teams: bool) -> int:
    """Post the news; 1 where the webhook does not take all of them."""
    webhook = os.environ.get("MEIRO_WEBHOOK", "").strip()
    if not webhook or webhook.startswith("$("):  # which Azure makes of a variable that is not set
        print("tell: MEIRO_WEBHOOK is not set")
        return 0
    messages = waiting(unsent)
    news = news_of(summary.read_text(encoding="utf-8")) if summary.is_file() else ""
    if news:
        results = summary.with_name("results.json")
        messages.append(message_of(news, link, results, teams=teams))
    if not messages:
        print("tell: no news")
    while messages:
        keep(messages, unsent)
        why = post(webhook, messages[0])
        if why:
            fate = "lost" if unsent is None else "kept for the next run"
            print(f"tell: the webhook did not take the news: {why}; {len(messages)} {fate}")
            return 1
        print("tell: the news was posted")
        keep(messages := messages[1:], unsent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
