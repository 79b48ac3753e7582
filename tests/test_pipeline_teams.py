"""The card for Microsoft Teams: what it says, and that nothing in it is obeyed."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.pipelines import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

LINK = "https://run.test/1"
NEWS = "- staging: logout.answers: newly broken"
HOSTILE = (
    "[a](http://evil.test) **b** <at>all</at> {{DATE(2017-02-14T06:08:00Z)}} ${x} @{y()} "
    "<!channel> \u202e"
)
CARD: dict[str, Any] = {
    "$defs": {
        "run": {
            "properties": {
                "type": {"const": "TextRun"},
                "text": {"type": "string", "minLength": 1},
                "size": {"enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"]},
                "weight": {"enum": ["Default", "Lighter", "Bolder"]},
                "isSubtle": {"type": "boolean"},
            },
            "required": ["type", "text"],
            "additionalProperties": False,
        },
        "block": {
            "properties": {
                "type": {"const": "RichTextBlock"},
                "inlines": {"type": "array", "items": {"$ref": "#/$defs/run"}, "minItems": 1},
            },
            "required": ["type", "inlines"],
            "additionalProperties": False,
        },
        "container": {
            "properties": {
                "type": {"const": "Container"},
                "separator": {"type": "boolean"},
                "items": {"type": "array", "items": {"$ref": "#/$defs/block"}, "minItems": 1},
            },
            "required": ["type", "items"],
            "additionalProperties": False,
        },
        "action": {
            "properties": {
                "type": {"const": "Action.OpenUrl"},
                "title": {"type": "string"},
                "url": {"type": "string", "pattern": "^https?://"},
            },
            "required": ["type", "url"],
            "additionalProperties": False,
        },
    },
    "properties": {
        "$schema": {"const": "http://adaptivecards.io/schemas/adaptive-card.json"},
        "type": {"const": "AdaptiveCard"},
        "version": {"const": "1.4"},
        "body": {
            "type": "array",
            "items": {"anyOf": [{"$ref": "#/$defs/block"}, {"$ref": "#/$defs/container"}]},
        },
        "actions": {"type": "array", "items": {"$ref": "#/$defs/action"}},
    },
    "required": ["type", "version", "body"],
    "additionalProperties": False,
}
"""What version 1.4 of Adaptive Cards has of the elements that are used, and no others."""


def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("teams_card", EXAMPLES / "teams_card.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


TEAMS = module()


def cause(rule: str = "logout.answers", **of: Any) -> dict[str, Any]:
    plain = {"target": "staging", "rule": rule, "places": ["logout"], "rate": None, "new": True}
    return plain | {"expected": "the documented 200", "came": "403 (application/json)"} | of


def results(*causes: dict[str, Any], words: str = "broken: 23 of 27 proven") -> dict[str, Any]:
    targets = [{"name": "staging", "verdict": "broken", "words": words}]
    rules = [{"target": "staging", "rule": "logout.ends-session", "strength": "advised"}]
    return {"targets": targets, "rules": rules, "causes": [*causes]}


def content(news: str, link: str, found: dict[str, Any]) -> dict[str, Any]:
    message = TEAMS.card(news, link, found)
    assert message["type"] == "message"
    [attachment] = message["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    made: dict[str, Any] = attachment["content"]
    jsonschema.Draft202012Validator(CARD).validate(made)
    return made


def lines(element: object) -> Iterator[str]:
    """Each block's text."""
    if isinstance(element, list):
        for each in element:
            yield from lines(each)
    elif isinstance(element, dict) and "inlines" in element:
        yield "".join(each["text"] for each in element["inlines"])
    elif isinstance(element, dict):
        yield from lines([*element.values()])


def test_card_tells_the_news_then_what_is_broken_then_the_verdicts() -> None:
    old = cause("token.required", new=False, rate="1 of 5")

    made = content(NEWS, LINK, results(old, cause()))

    assert list(lines(made["body"])) == [
        "Meiro contracts, new since last time",
        NEWS,
        "new: logout.answers on staging",
        "at: logout",
        "expected: the documented 200",
        "came: 403 (application/json)",
        "token.required on staging (in 1 of 5 tries)",
        "at: logout",
        "expected: the documented 200",
        "came: 403 (application/json)",
        "staging: broken: 23 of 27 proven",
    ]
    assert [each["url"] for each in made["actions"]] == [LINK]


def test_advice_is_left_to_the_report() -> None:
    made = content(NEWS, LINK, results(cause("logout.ends-session")))

    assert not [line for line in lines(made["body"]) if "logout.ends-session" in line]


@pytest.mark.parametrize("found", [{}, {"causes": [], "targets": []}])
def test_news_alone_are_a_card(found: dict[str, Any]) -> None:
    assert list(lines(content(NEWS, LINK, found)["body"]))[1:] == [NEWS]


def test_what_the_summary_escapes_is_shown_as_it_was() -> None:
    news = r"- a: x.y: \<b\> \[c\](http\://d) \x1b"

    assert list(lines(content(news, LINK, {})["body"]))[1] == r"- a: x.y: <b> [c](http://d) \x1b"


def test_text_of_an_instance_is_in_runs_alone_and_fills_nothing_in() -> None:
    hostile = cause(rule=HOSTILE, target=HOSTILE, places=[HOSTILE], expected=HOSTILE, came=HOSTILE)

    made = content(f"- {HOSTILE}", LINK, results(hostile, words=HOSTILE))

    shown = json.dumps(made)
    assert shown.count("evil.test") == 7
    assert not [mark for mark in ("{{DATE", "${x", "@{y") if mark in shown]
    assert "entities" not in shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", "reports/report.html", ""])
def test_what_is_no_address_is_no_button(link: str) -> None:
    assert content(NEWS, link, {})["actions"] == []


@pytest.mark.parametrize("number", [1, 6, 7, 500])
def test_card_is_small_however_much_is_broken(number: int) -> None:
    many = [cause(f"rule.{each}", came="\u00e9" * 5000) for each in range(number)]
    found = results(*many)
    found["targets"] *= number

    message = TEAMS.card("\n".join([NEWS] * 8), LINK, found)

    assert len(json.dumps(message).encode()) <= TEAMS.LONGEST_CARD < 28_000
    said = list(lines(content("\n".join([NEWS] * 8), LINK, found)["body"]))
    assert "new: rule.0 on staging" in said
    left = [line for line in said if line.endswith("more in the report")]
    assert left == ([] if number <= TEAMS.MOST_CAUSES else [f"and {number - 6} more in the report"])
