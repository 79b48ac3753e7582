"""Tell a chat what is new since the last run: ``tell.py SUMMARY LINK``.

Posts the news that leads a run's summary.md, with a link to the run, to the webhook at
``MEIRO_WEBHOOK`` (Slack, Mattermost, or whatever takes ``{"text": …}``). Posts nothing where there
is no news, no summary or no webhook. The webhook's URL is a secret, and is never printed.
"""

from __future__ import annotations

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


def main(summary: str, link: str) -> int:
    """Post the news; 1 where the webhook takes none."""
    path, webhook = Path(summary), os.environ.get("MEIRO_WEBHOOK", "").strip()
    news = news_of(path.read_text(encoding="utf-8")) if path.is_file() else ""
    if not news or not webhook:
        print("tell: no news" if webhook else "tell: MEIRO_WEBHOOK is not set")
        return 0
    try:
        text = f"Meiro contracts, new since last time:\n{news}\n{link}"
        requests.post(webhook, json={"text": text}, timeout=10).raise_for_status()
    except requests.RequestException as failure:
        status = "" if failure.response is None else f" {failure.response.status_code}"
        print(f"tell: the webhook did not take the news: {type(failure).__name__}{status}")
        return 1
    print("tell: the news was posted")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
