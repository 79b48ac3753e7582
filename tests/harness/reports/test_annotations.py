"""What is broken becomes annotations of GitHub, and what an instance says becomes none."""

import re
from dataclasses import replace

import pytest

from harness.causes.cause import Cause, Occurrence
from harness.reports.annotations import LONGEST, MOST, annotation_lines, are_wanted
from harness.results.failure import failure_of, untold
from spec.rules import Strength

HOSTILE = (
    "x\n::error::forged\r\n::add-mask::a\n::stop-commands::z\n##[error]y\x1b[31m 100%0A::notice::b"
)
_LINE = re.compile(r"::(?P<kind>error|notice) (?P<properties>[^:]*)::(?P<message>.*)")


def occurrence(rule="logout.answers", operation="logout", came="403", **of):
    failure = failure_of("the documented 200", came, None)
    plain = {"test": "contracts/test_x.py::test_x", "case": None, "since": None, "is_new": True}
    return Occurrence(rule=rule, operation=operation, failure=failure, **(plain | of))


def a_cause(*occurrences, **of):
    plain = {
        "id": "0123abcd",
        "target": "staging",
        "product": "cdp",
        "rule": "logout.answers",
        "says": "Log-out is answered 200, with the documented message.",
        "strength": Strength.DOCUMENTED,
        "stated_at": "spec/blueprints/cdp/authentication.apib:68 (Log out [DELETE])",
        "docs_url": "",
    }
    return Cause(occurrences=occurrences or (occurrence(),), **(plain | of))


def undone(text):
    """Undo the escapes as the runner does."""
    pairs = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    for escape, character in pairs:
        text = text.replace(escape, character)
    return text


def read(line):
    """Read a line as the runner does: kind, properties, message."""
    found = _LINE.fullmatch(line)
    assert found, line
    parts = (each.partition("=") for each in found["properties"].split(","))
    return (
        found["kind"],
        {name: undone(value) for name, _, value in parts},
        undone(found["message"]),
    )


def test_broken_rule_is_an_error_beside_the_line_of_its_page():
    [line] = annotation_lines([a_cause()])

    kind, properties, message = read(line)
    assert kind == "error"
    assert properties == {
        "file": "spec/blueprints/cdp/authentication.apib",
        "line": "68",
        "title": "staging: logout.answers",
    }
    assert message.splitlines() == [
        "Log-out is answered 200, with the documented message. (documented)",
        "expected  the documented 200",
        "came      403",
        "at        logout",
        "new in this run",
    ]


def test_annotation_tells_how_often_what_else_and_since_when():
    seen = occurrence(is_new=False, since="2027-01-01T02:10:00Z")
    cause = a_cause(seen, rate="1 of 5", follows=("answers.documented",))

    message = read(next(annotation_lines([cause])))[2].splitlines()

    assert message[-4:] == [
        "how often 1 of 5",
        "at        logout",
        "so broken as well: answers.documented",
        "since     2027-01-01T02:10:00Z",
    ]


def test_result_of_which_no_more_is_known_is_told_by_its_words():
    cause = a_cause(replace(occurrence(), failure=untold("a connection was dropped")))

    assert read(next(annotation_lines([cause])))[2].splitlines()[1] == (
        "came      a connection was dropped"
    )


def test_advice_is_a_notice():
    assert read(next(annotation_lines([a_cause(strength=Strength.ADVISED)])))[0] == "notice"


@pytest.mark.parametrize(
    ("stated_at", "place"),
    [
        ("spec/blueprints/mi/authentication.apib", ("spec/blueprints/mi/authentication.apib", "1")),
        ("/elsewhere/pages/blueprints/x/y.apib:3 (X)", (None, None)),
        ("../pages/y.apib:3", (None, None)),
        ("nowhere", (None, None)),
    ],
)
def test_only_a_file_of_the_repository_is_named(stated_at, place):
    properties = read(next(annotation_lines([a_cause(stated_at=stated_at)])))[1]

    assert (properties.get("file"), properties.get("line")) == place


def test_what_an_instance_says_ends_neither_a_property_nor_the_line():
    cause = a_cause(
        occurrence(came=HOSTILE, operation="a,b::c\n::error::d"),
        says=HOSTILE,
        target="t:,\n::error::",
    )

    [line] = annotation_lines([cause])

    assert len(line.splitlines()) == 1
    assert line.isprintable()
    assert "##[error]" not in line
    _, properties, message = read(line)
    assert set(properties) == {"file", "line", "title"}
    assert "100%0A" in message
    assert not [each for each in message.splitlines() if each.lstrip().startswith("::")]


@pytest.mark.parametrize("number", [1, MOST, MOST + 1, 40])
def test_no_more_are_shown_than_github_shows_and_the_rest_are_named(number):
    causes = [a_cause(rule=f"rule.{each}") for each in range(number)]

    lines = [read(each) for each in annotation_lines(causes)]

    assert len(lines) == min(number, MOST)
    if number > MOST:
        assert lines[-1][1]["title"] == f"and {number - MOST + 1} more"
        assert f"rule.{number - 1} (staging)" in lines[-1][2]
    else:
        assert "more" not in lines[-1][1]["title"]


def test_long_message_is_cut():
    [line] = annotation_lines([a_cause(occurrence(came="y" * 5000))])

    assert len(read(line)[2]) <= LONGEST + 1


def test_nothing_broken_is_no_annotation():
    assert list(annotation_lines([])) == []


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [({"GITHUB_ACTIONS": "true"}, True), ({}, False), ({"GITHUB_ACTIONS": "false"}, False)],
    ids=["github", "terminal", "off"],
)
def test_annotations_are_for_a_log_that_github_reads(environment, wanted):
    assert are_wanted(environment) == wanted
