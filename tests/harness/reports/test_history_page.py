"""history.html shows every target's rules by nights, tells what was found, and stays small."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from harness.history.history import History
from harness.history.nights import Night, PastCause
from harness.history.store import Entry, PastTarget
from harness.reports import terms
from harness.reports.history_page import FEWEST_NIGHTS, UNCHECKED, page_of, write_history_page
from tests.harness.making import ADVISED, DOCUMENTED, MARKUP
from tests.harness.nights import DAY, RULES, a_night, fabricated

LARGEST = 1_500_000
"""Bytes of forty nights of forty-five rules of ten targets."""
RULE = RULES[3]


def of(*nights, known=None, name="acme"):
    return History({name: known} if known else {}, runs={name: list(nights)})


def part_of(*nights, **given):
    [part] = page_of(of(*nights, **given)).targets
    return part


def shown(tmp_path, history):
    file = tmp_path / "history.html"
    write_history_page(file, history)
    return file.read_text()


class Reading(HTMLParser):
    """What a page holds that others must fit: anchors, links to them, and tags that are open."""

    VOID = frozenset({"meta", "path", "br"})
    UNCLOSED = frozenset({"td"})
    """They may be left open: there are tens of thousands."""

    def __init__(self, text):
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        self.links += [given["href"]] if given.get("href") else []
        if tag not in self.VOID | self.UNCLOSED:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID | self.UNCLOSED and (not self.open or self.open.pop() != tag):
            self.wrong.append(tag)


def test_square_says_what_became_of_the_rule_that_night():
    part = part_of(a_night(DAY), a_night(outcomes={RULE: "broken"}))

    [row] = [each for each in part.rules if each.id == RULE]
    assert [(each.word, each.title) for each in row.squares] == [
        ("proven", "29 Jun: proven"),
        ("broken", "30 Jun: broken"),
    ]
    other = next(each for each in part.rules if each.id != RULE)
    assert other.squares[-1].word == "not run"


def test_square_opens_what_was_found_that_night(tmp_path):
    cause = PastCause("0123abcd", RULE, ("login",), "1 of 5", None, "a refusal", "200 OK")
    text = shown(tmp_path, of(a_night(DAY), a_night(outcomes={RULE: "broken"}, causes=(cause,))))

    [anchor] = re.findall(r'<td class=b [^>]*><a href="#(\w+)">', text)
    panel = text.partition(f'<div id="{anchor}"')[2].partition("</div></details>")[0]
    assert "Expected a refusal.<br>Came 200 OK." in panel
    assert "In 1 of 5 answers." in panel
    assert "At login." in panel


def test_every_link_has_its_anchor_and_every_tag_its_end(tmp_path):
    reading = Reading(shown(tmp_path, History({}, "is damaged", runs=fabricated(3, 12))))

    within = {each.removeprefix("#") for each in reading.links if each.startswith("#")}
    assert within <= {*reading.ids}
    assert len(reading.ids) == len({*reading.ids})
    assert (reading.open, reading.wrong) == ([], [])


def test_reading_would_see_an_end_that_is_missing():
    reading = Reading('<p id="a"><b></p>')

    assert (reading.ids, reading.wrong) == (["a"], ["p"])


def test_what_is_broken_stands_first_and_open():
    history = History(
        {}, runs={"a-fine": [a_night()], "broken": [a_night(broken=1)], "gone": [a_night()]}
    )
    history.nights["gone"] = [a_night(verdict="unreachable", outcomes={})]

    parts = page_of(history).targets

    assert [(each.name, each.is_open) for each in parts] == [
        ("broken", True),
        ("gone", True),
        ("a-fine", False),
    ]
    assert next(iter(parts[0].rules)).squares[-1].word == "broken"


def test_rule_that_a_run_in_part_did_not_check_is_broken_still():
    known = PastTarget({DOCUMENTED: Entry("broken", "2027-06-01T02:10:00Z")})
    in_part = Night(a_night().started, "0.1.0", False, a_night(outcomes={RULE: "kept"}).found)  # noqa: FBT003

    part = part_of(a_night(DAY), in_part, known=known)

    [line] = part.broken_now
    assert line.endswith(" Since 2027-06-01.")
    assert "checked in part" in part.now
    assert part.is_open


def test_advice_and_rules_of_no_product_are_not_among_what_is_broken():
    at = "2027-06-01T02:10:00Z"
    known = PastTarget({ADVISED: Entry("broken", at), "no.rule": Entry("broken", at)})

    assert part_of(a_night(), known=known).broken_now == ()


def test_rule_says_when_it_last_held_and_by_what():
    broken = a_night(outcomes={RULE: "broken"})
    part = part_of(a_night(DAY * 2, evidence={RULE: "ager"}), a_night(DAY, outcomes={}), broken)

    told = {each.id: each.proven for each in part.rules}
    assert told[RULE] == "last held 2027-06-28 02:10, by ager"
    assert told[RULES[0]] == "last held 2027-06-28 02:10"
    assert part_of(broken).rules[0].proven == "not seen to hold in these runs"


def at_times(*words, **found):
    """Nights on which a rule was one thing, and another."""
    last = len(words) - 1
    return [
        a_night(DAY * (last - n), outcomes={RULE: word}, **(found if word == "broken" else {}))
        for n, word in enumerate(words)
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kept", "kept", "kept"), []),
        (("kept", "broken", "broken"), []),
        (("broken", "kept", "kept"), []),
        (("kept", "unproven", "broken"), []),
        (("kept", "broken", "kept"), ["broken in 1 of 3 runs that could tell"]),
        (("broken", "kept", "unproven", "broken"), ["broken in 2 of 3 runs that could tell"]),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_rule_that_is_broken_at_times_is_told_with_how_often(words, said):
    part = part_of(*at_times(*words))

    assert [each.words for each in part.comes_and_goes] == said


def test_rate_is_told_of_the_newest_run_and_of_all():
    cause = PastCause("0123abcd", RULE, (), "2 of 5", None, "", "")

    part = part_of(*at_times("broken", "broken", causes=(cause,)))

    [told] = part.comes_and_goes
    assert told.words == (
        "broken in 2 of 2 runs that could tell; in 2 of 5 answers on 2027-06-30 02:10, "
        "4 of 10 over 2 runs"
    )


def test_trend_is_of_whole_runs():
    whole = [a_night(DAY * n, proven=30) for n in (3, 2)]
    in_part = Night(a_night().started, "0.1.0", False, a_night(proven=2).found)  # noqa: FBT003

    part = part_of(*whole, a_night(DAY, proven=1, words="9 of 45"), in_part)

    assert part.trend is not None
    assert part.trend.words.startswith("2 runs that checked everything")


def test_words_of_an_instance_are_no_markup(tmp_path):
    hostile = PastCause(
        "0123abcd", MARKUP, (MARKUP,), None, None, MARKUP, f"</script>{MARKUP}\u202e"
    )
    night = a_night(outcomes={MARKUP: "broken"}, causes=(hostile,), words=MARKUP, product=MARKUP)

    text = shown(tmp_path, of(night, name=MARKUP))

    assert "<img" not in text
    assert text.count("</script>") == 1
    assert "\u202e" not in text


def test_page_names_no_other_place(tmp_path):
    text = shown(tmp_path, History({}, runs=fabricated(2, 3)))

    assert {each.partition("#")[0] for each in Reading(text).links} == {"", "report.html"}
    assert "src=" not in text
    assert "http" not in text


def test_report_and_its_cards_are_linked_from_the_newest_night_alone(tmp_path):
    causes = (PastCause("0123abcd", RULE, (), None, None, "", ""),)
    before, last = a_night(DAY, broken=4, causes=causes), a_night(broken=4, causes=causes)
    history = History({}, runs={"acme": [before, last], "old": [before]})

    links = [each for each in Reading(shown(tmp_path, history)).links if each[0] != "#"]

    assert links == ["report.html", "report.html", "report.html#card-0123abcd"]


def test_squares_have_the_words_of_the_report():
    legend = page_of(of(a_night())).legend

    assert {each for _, each, _ in legend} == {*map(terms.shown, terms.OUTCOMES), UNCHECKED}
    assert len({letter for letter, _, _ in legend}) == len(legend)


def test_no_night_is_a_page_as_well(tmp_path):
    assert "No run is kept yet." in shown(tmp_path, History({}, "is damaged, and is begun anew"))


def test_rule_that_never_changed_takes_no_paper():
    part = part_of(a_night(DAY, broken=2), a_night(outcomes={RULE: "broken"}))
    steady = part_of(*(a_night(DAY * each, outcomes={RULE: "kept"}) for each in (1, 0)))

    assert not next(each for each in part.rules if each.id == RULE).is_steady
    assert [each.is_steady for each in steady.rules] == [True]
    assert not any(each.is_steady for each in part_of(a_night(broken=1)).rules[:1])


def test_forty_nights_of_ten_targets_stay_small(tmp_path):
    assert len(shown(tmp_path, History({}, runs=fabricated(10, 40))).encode()) < LARGEST


def test_of_many_targets_fewer_nights_are_shown_and_it_is_said():
    parts = page_of(History({}, runs=fabricated(100, 20))).targets

    assert {len(each.nights) for each in parts} == {FEWEST_NIGHTS}
    assert {each.left_out for each in parts} == {"13 older runs are in the trend alone"}
