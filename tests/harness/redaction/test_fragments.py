"""A secret that was cut short is known beside the ellipsis."""

import pytest

from harness.redaction.fragments import Fragments
from tests.harness.making import CANARY

LONG = "".join(f"{number:05d}x" for number in range(700))


def told_by(text, *secrets):
    fragments = Fragments()
    for each in secrets:
        fragments.add(each, "TOKEN")
    data = text.encode()
    return [data[each.start : each.end].decode() for each in fragments.spans(data)]


@pytest.mark.parametrize(
    "mark",
    ["...", "…", "\\u2026", "&hellip;", "&#8230;", "&#x2026;", "%E2%80%A6", "\\xe2\\x80\\xa6"],
)
def test_beginning_and_end_are_known_however_the_ellipsis_is_written(mark):
    found = told_by(f"it was {CANARY[:9]}{mark}{CANARY[-9:]} there", CANARY)

    assert {CANARY[:9], CANARY[-9:]} <= set(found)


def test_escaped_part_is_known():
    part = "".join(f"\\u{ord(each):04x}" for each in CANARY[:9])

    assert told_by(f"it was {part}…", CANARY) == [part]


def test_part_of_a_long_secret_is_known_from_any_of_its_pieces():
    assert told_by(f"{LONG[1024:1400]}…", LONG) == [LONG[1024:1400]]


def test_four_characters_are_enough():
    assert told_by(f"{CANARY[:4]}…", CANARY) == [CANARY[:4]]
    assert told_by(f"…{CANARY[-4:]}", CANARY) == [CANARY[-4:]]
    assert told_by(f"…{CANARY[-3:]}", CANARY) == []


@pytest.mark.parametrize("after", ["", "x", "xx"])
def test_end_is_known_whatever_follows(after):
    assert told_by(f"…{CANARY[-9:]}{after}", CANARY) == [CANARY[-9:]]


def test_part_is_known_beside_every_mark():
    head, tail = CANARY[:9], CANARY[-9:]

    assert told_by(f"{head}…{tail} and {head}…{tail}", CANARY) == [head, tail, head, tail]


@pytest.mark.parametrize(("layers", "is_known"), [(3, True), (4, False)], ids=str)
def test_part_is_known_in_three_encodings_in_each_other(layers, is_known):
    part = "%" + "25" * (layers - 1) + f"{ord(CANARY[0]):02X}{CANARY[1:9]}"

    assert (part in told_by(f"{part}…", CANARY)) is is_known


def test_half_a_character_is_known():
    fragments = Fragments()
    fragments.add(f"\ud83d{CANARY}", "TOKEN")
    data = f"\ud83d{CANARY[:9]}…".encode("utf-8", "surrogatepass")

    assert [each[:2] for each in fragments.spans(data)] == [(0, 12)]


def test_fragments_show_no_secret():
    fragments = Fragments()
    fragments.add(CANARY, "TOKEN")

    assert repr(fragments) == f"Fragments(_longest={len(CANARY)})"


@pytest.mark.parametrize(
    "text", [f"{CANARY[:3]}…", f"{CANARY[:9]} …", f"x…y{CANARY[-9:]}", "…", "…" * 9]
)
def test_other_words_are_not(text):
    assert told_by(text, CANARY) == []
