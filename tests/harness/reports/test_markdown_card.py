"""A card as Markdown takes no markup of an instance, and reads without the report."""

import re

import pytest

from harness.reports.card import Card, CardPlace, Follower
from harness.reports.differing import plain
from harness.reports.exchange_shown import ShownExchange
from harness.reports.markdown_card import MOST_CASES, fenced, markdown_card
from tests.harness.making import MARKUP

HOSTILE = f"{MARKUP} **b** [a](http://evil.test) @all\n```\n# x"


def a_card(text=lambda name: name, **of):
    exchange = ShownExchange(
        request=text("GET /x"),
        request_headers=(("Accept", text("*/*")),),
        request_body="",
        answer="200",
        answer_headers=(),
        answer_body=text("{}"),
        took="",
    )
    plain_card = {
        "id": "0123abcd",
        "target": text("acme"),
        "product": "me",
        "outcome": "broken",
        "rule": "logout.ends-session",
        "says": "A token is refused.",
        "strength": "documented",
        "expected": plain(text("401")),
        "came": plain(text("200")),
        "note": text("smallest case"),
        "rate": "about 1 of 5",
        "here": text("Here: GET /asked answered 200"),
        "often": text("about 1 of 5: again"),
        "asked": text("GET /asked"),
        "told": (text("log in"), text("use the token")),
        "to_set": "EMAIL",
        "unproven": (Follower("sso.issues-token", "A code is answered."),),
        "is_new": False,
        "since": "since 2027-01-02",
        "whose": text("the instance's"),
        "stated_at": "x.apib:54",
        "link": "https://docs.acme.test/",
        "steps": text("curl -i x"),
        "replay": "meiro-contracts --replay 0123abcd --target acme",
        "exchange": exchange,
        "places": (CardPlace("", "login", text("POST /users/login"), (text("a case"),), ""),),
        "more_places": 0,
        "follows": (Follower("token.required", "A token is required."),),
        "tests": (),
    }
    return Card(**(plain_card | of))


def test_card_is_told_in_full():
    text = markdown_card(a_card())

    for words in (
        "**A token is refused.** This is broken on acme at POST /users/login.",
        "Here: GET /asked answered 200\n(rule logout.ends-session, documented)",
        "- Expected: 401",
        "- Came, from GET /asked: 200",
        "- How often: about 1 of 5: again",
        "- Since when: since 2027-01-02",
        "- Whose failure: the instance's",
        "- Stated at: x.apib:54",
        "- Page: <https://docs.acme.test/>",
        "- Where: POST /users/login (a case)",
        "- Broken by it as well: token.required",
        "- Could not be proven because of it: sso.issues-token",
        "1. log in\n2. use the token\n",
        "The same for a shell (set EMAIL first):",
        "```sh\ncurl -i x\n```",
        "```sh\nmeiro-contracts --replay 0123abcd --target acme\n```",
        "```http\nGET /x\nAccept: */*\n\n200\n\n{}\n```",
    ):
        assert words in text


def test_what_is_not_known_has_no_line():
    text = markdown_card(
        a_card(
            **dict.fromkeys(("often", "note", "whose", "link", "steps", "asked"), ""),
            **dict.fromkeys(("follows", "places", "told", "unproven"), ()),
            exchange=None,
        )
    )

    assert not re.search(r"How often|sent|Whose|Page|as well|because|Steps|shell|Where|http", text)
    assert "--replay" in text


def test_nothing_of_an_instance_is_markup():
    text = markdown_card(a_card(lambda _: HOSTILE))

    outside = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1$", "", text)
    assert "```" not in outside.replace("\\`", "")
    assert not re.search(r"(?<!\\)(<img|\*\*b|\[a\]|@all)", outside)
    assert "# x" not in [line.strip() for line in outside.splitlines()]
    assert text.count("````") == 2 * 2  # the steps and the exchange


@pytest.mark.parametrize(
    ("text", "fence"), [("a", "```"), ("a ``` b", "````"), ("`" * 9, "`" * 10)], ids=str
)
def test_fence_is_longer_than_any_within(text, fence):
    assert fenced(text, "sh") == f"{fence}sh\n{text}\n{fence}"


def test_what_nobody_sees_is_spelt_out():
    assert markdown_card(a_card(lambda _: "\x1b[2J\u202e")).isprintable() is False  # line ends
    assert "\x1b" not in markdown_card(a_card(lambda _: "\x1b[2J\u202e"))


def test_cases_of_a_place_are_bounded():
    cases = tuple(f"case{n}" for n in range(MOST_CASES + 3))
    text = markdown_card(
        a_card(places=(CardPlace("", "login", "POST /x", cases, ""),), more_places=2)
    )

    assert "case4 and 3 more); and 2 more" in text


def test_odd_link_is_no_link():
    assert "<https" not in markdown_card(a_card(link="https://a.test/> <b>"))
