"""Tell a chat what is new since the last run: ``tell.py SUMMARY LINK [UNSENT]``.

Posts the news that leads a run's summary.md, with a link to the run, to the webhook at
``MEIRO_WEBHOOK`` (Slack, Mattermost, or whatever takes ``{"text": …}``). Posts nothing where there
is no news, no summary or no webhook. News that the webhook does not take wait in the file UNSENT,
which is kept between runs, and are posted first the next time. The webhook's URL is a secret, and
is never printed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import requests

HEADING = "## New since last time"
NOTHING = "Nothing new since last time."


def news_of(summary: str) -> str:
    """Return what stands under the summary's first heading; nothing where that says no news."""
    _, found, rest = summary.partition(f"{HEADING}\n")
    section = rest.partition("\n#")[0].strip()
    return "" if not found or section.startswith(NOTHING) else section


def waiting(unsent: Path | None) -> list[str]:
    """Return the messages that no webhook has taken yet, the oldest first."""
    if unsent is None or not unsent.is_file():
        return []
    try:
        messages = json.loads(unsent.read_bytes())
    except ValueError:
        messages = None
    if isinstance(messages, list) and all(isinstance(each, str) for each in messages):
        return messages
    print(f"tell: {unsent} is damaged, and is begun anew")
    return []


def keep(messages: list[str], unsent: Path | None) -> None:
    """Keep what was not posted for the next time."""
    if unsent is not None:
        unsent.parent.mkdir(parents=True, exist_ok=True)
        unsent.write_text(json.dumps(messages, ensure_ascii=False), encoding="utf-8")


def post(webhook: str, message: str) -> str:
    """Post a message; return why the webhook did not take it, or nothing."""
    try:
        requests.post(webhook, json={"text": message}, timeout=10).raise_for_status()
    except requests.RequestException as failure:
        status = "" if failure.response is None else f" {failure.response.status_code}"
        return f"{type(failure).__name__}{status}"
    return ""


def main(summary: str, link: str, unsent_file: str = "") -> int:
    """Post the news; 1 where the webhook does not take all of them."""
    path, webhook = Path(summary), os.environ.get("MEIRO_WEBHOOK", "").strip()
    unsent = Path(unsent_file) if unsent_file else None
    if not webhook:
        print("tell: MEIRO_WEBHOOK is not set")
        return 0
    messages = waiting(unsent)
    news = news_of(path.read_text(encoding="utf-8")) if path.is_file() else ""
    if news:
        messages.append(f"Meiro contracts, new since last time:\n{news}\n{link}")
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
    sys.exit(main(*sys.argv[1:]))
