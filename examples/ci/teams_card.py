"""A card for Microsoft Teams: what is new, the verdicts, and what was expected and what came.

What an instance says stands in text runs alone: Teams reads Markdown, links and mentions in text
blocks and facts, and nothing in text runs. The card is kept below what a webhook takes.
"""

from __future__ import annotations

import json
import re
from typing import Any

MOST_CAUSES = 6
LONGEST_LINE = 300
"""Characters."""
LONGEST_CARD = 24_000
"""Bytes; Teams takes 28 KB."""
_ESCAPED = re.compile(r"\\([\\`*_<>\[\]|#~&:.+-])")
"""What the summary's Markdown escapes."""
_FORMULA = re.compile(r"(?<=[{$@])(?=\{)")
"""Within the braces of ``{{DATE(…)}}``, ``${…}`` and ``@{…}``: cards and workflows fill them in."""
Element = dict[str, Any]


def card(news: str, link: str, results: dict[str, Any]) -> dict[str, Any]:
    """Return the message; ``news`` are lines of Markdown, ``results`` what results.json holds."""
    head = [_block(_run("Meiro contracts, new since last time", weight="Bolder", size="Large"))]
    head += [_block(_run(_ESCAPED.sub(r"\1", line))) for line in news.splitlines() if line.strip()]
    causes = sorted(_binding(results), key=lambda each: not each["new"])
    shown = [_cause(each) for each in causes[:MOST_CAUSES]]
    targets = [_target(each) for each in results.get("targets", [])]
    while True:
        more = len(causes) - len(shown)
        left = [_block(_run(f"and {more} more in the report", isSubtle=True))] if more else []
        message = _message([*head, *shown, *left, *targets], link)
        if len(json.dumps(message).encode()) <= LONGEST_CARD:
            return message
        (targets or shown or head).pop()


def _binding(results: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what breaks a rule that the pages state: advice is in the report."""
    rules = results.get("rules", [])
    advised = {(each["target"], each["rule"]) for each in rules if each["strength"] == "advised"}
    causes: list[dict[str, Any]] = results.get("causes", [])
    return [each for each in causes if (each["target"], each["rule"]) not in advised]


def _message(body: list[Element], link: str) -> dict[str, Any]:
    action = {"type": "Action.OpenUrl", "title": "Open the run", "url": link}
    content = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": [action] if link.startswith(("https://", "http://")) else [],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": content}]}


def _cause(cause: dict[str, Any]) -> Element:
    """Show what is broken: the rule, where, how often, what was expected and what came."""
    where = ", ".join(cause["places"])
    new = "new: " if cause["new"] else ""
    rate = f" (in {cause['rate']} tries)" if cause["rate"] else ""
    lines = [_block(_run(f"{new}{cause['rule']} on {cause['target']}{rate}", weight="Bolder"))]
    told = {"at": where, "expected": cause["expected"], "came": cause["came"]}
    lines += [
        _block(_run(f"{name}: ", isSubtle=True), _run(each)) for name, each in told.items() if each
    ]
    return {"type": "Container", "separator": True, "items": lines}


def _target(target: dict[str, Any]) -> Element:
    name = _run(f"{target['name']}: ", weight="Bolder")
    return _block(name, _run(str(target.get("words", target["verdict"]))))


def _block(*runs: Element) -> Element:
    return {"type": "RichTextBlock", "inlines": [*runs]}


def _run(text: str, **looks: object) -> Element:
    line = " ".join(_FORMULA.sub(" ", text).split()) + " " * text.endswith(" ")
    shown = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
    return {"type": "TextRun", "text": shown, **looks}
