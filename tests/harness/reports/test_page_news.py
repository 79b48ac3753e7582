"""What is new is told by cause: one line for each card, and others as they are."""

import pytest

from harness.history.comparison import Change
from harness.reports.card import Follower
from harness.reports.page_news import news_lines
from tests.harness.reports.test_markdown_card import a_card

ENDS, REQUIRED, LIVES = "logout.ends-session", "token.required", "token.lives-8h"
CARD = a_card(rule=ENDS, follows=(Follower(REQUIRED, ""), Follower(LIVES, "")))


def told(*changes, cards=(CARD,), most=20):
    return [(each.text, each.card) for each in news_lines(changes, cards, most)]


def broken(rule, words="newly broken", target="acme"):
    return Change(target, rule, words)


def test_what_has_one_cause_is_one_line_that_leads_to_its_card():
    assert told(broken(LIVES), broken(ENDS), broken(REQUIRED)) == [
        ("acme: newly broken: A token is refused. (and 2 other rules by it)", CARD.id)
    ]


def test_where_it_is_new_alone_is_said():
    words = "newly broken at logout as well"

    assert told(broken(ENDS, words)) == [(f"acme: {words}: A token is refused.", CARD.id)]


@pytest.mark.parametrize(
    "change",
    [
        broken(ENDS, "newly fixed"),
        broken(ENDS, target="other"),
        broken("sso.issues-token"),
        Change("acme", "", "newly unreachable"),
    ],
    ids=["fixed", "another-target", "another-rule", "no-rule"],
)
def test_what_no_card_tells_of_is_a_line_of_its_own(change):
    [(text, card)] = told(change)

    assert card == ""
    assert text == ": ".join(filter(None, (change.target, change.rule, change.words)))


def test_rule_has_its_own_card_before_one_that_it_follows_from():
    own = a_card(id="own", rule=REQUIRED, says="It is required.", follows=())

    assert told(broken(REQUIRED), cards=(CARD, own)) == [
        ("acme: newly broken: It is required.", "own")
    ]


def test_lines_are_bounded():
    cards = [a_card(id=f"{n}", target=f"t{n}") for n in range(5)]
    changes = [broken(ENDS, target=f"t{n}") for n in range(5)]

    lines = told(*changes, broken("x"), broken("y"), cards=cards, most=3)

    assert [card for _, card in lines] == ["0", "1", ""]
    assert lines[-1] == ("and 5 more", "")
    assert told(*changes, broken("x"), cards=cards, most=5)[-1] == ("and 2 more", "")
    assert told(*changes, broken("x"), cards=cards, most=6)[-1] == ("acme: x: newly broken", "")
