"""Values of the run's own making, and what is nearly another value."""

from __future__ import annotations

import pytest

from harness.steps.disguise import Base, Disguise, derived, shares
from harness.steps.quoting import Filled, printing
from tests.harness.steps.shell import printed

TOKEN, OTHER = b"eyJhbGci.eyJzdWIi5TqZ8rXw.c2lnbmF0dXJl", b"eyJhbGci.eyJzdWIi9LmN7vKp.b3RoZXJzaWdu"
PASSWORD = b"S3cret-5TqZ8r"
BASES = [
    Base(TOKEN, Filled.of("TOKEN")),
    Base(OTHER, Filled.of("OTHER")),
    Base(PASSWORD, Filled.of("PASSWORD")),
]
SAID = {"TOKEN": TOKEN.decode(), "OTHER": OTHER.decode(), "PASSWORD": PASSWORD.decode()}
MADE = {
    "swapped case": PASSWORD.swapcase(),
    "small letters": PASSWORD.lower(),
    "first letter in the other case": PASSWORD[:1].swapcase() + PASSWORD[1:],
    "another letter in the other case": PASSWORD[:3] + PASSWORD[3:4].swapcase() + PASSWORD[4:],
    "last letter in the other case": PASSWORD[:-1] + PASSWORD[-1:].swapcase(),
    "one letter in the other case": PASSWORD.replace(b"c", b"C"),
    "the first letter so": PASSWORD.replace(b"S", b"s"),
    "cut": PASSWORD[:-1],
    "longer": PASSWORD + b" ",
    "another last character": PASSWORD[:-1] + b"x",
    "another first character": b"x" + PASSWORD[1:],
    "half a token": TOKEN[: len(TOKEN) // 2],
    "another's tail": TOKEN[: len(TOKEN) // 2] + OTHER[len(TOKEN) // 2 :],
    "another's signature": b".".join([*TOKEN.split(b".")[:2], OTHER.split(b".")[2]]),
    "two parts": TOKEN.rpartition(b".")[0],
    "no algorithm": b"e30." + TOKEN.split(b".")[1] + b".",
}


@pytest.mark.starts_process
def test_near_misses_are_made_of_what_they_miss():
    pieces = {name: derived(value, BASES) for name, value in MADE.items()}

    assert [name for name, each in pieces.items() if each is None] == []
    script = "; printf '|'; ".join(printing(each or []) for each in pieces.values())
    assert printed(script, **SAID).split(b"|") == list(MADE.values())


@pytest.mark.starts_process
@pytest.mark.parametrize("another", ["7-kEy", "Key-7"])
def test_first_letter_is_found_in_another_password_as_well(another):
    script = printing(derived(b"s" + PASSWORD[1:], BASES) or [])

    first = "k" if another[0] == "7" else "K"
    assert printed(script, PASSWORD=another).decode() == another.replace(first, first.swapcase(), 1)


def test_parts_of_a_token_are_told_by_their_dots_however_long_it_is():
    script = printing(derived(MADE["two parts"], BASES) or [])

    assert "cut -d. -f1" in script
    assert "cut -c" not in script


@pytest.mark.parametrize("name", MADE)
def test_what_is_made_tells_nothing_of_a_secret(name):
    script = printing(derived(MADE[name], BASES) or [])

    assert not shares(script.encode(), BASES, 5)


@pytest.mark.parametrize(
    "value",
    [b"nothing-like-it", PASSWORD[::-1], b"x" + PASSWORD[2:6] + b"y" + PASSWORD[7:] + b"z", b""],
    ids=["other", "reversed", "in-pieces", "empty"],
)
def test_what_can_not_be_told_is_not_made(value):
    assert derived(value, BASES) is None or not shares(
        printing(derived(value, BASES) or []).encode(), BASES
    )


def test_disguise_keeps_what_is_alike_alike():
    disguise = Disguise()
    made = disguise.of("aB1-zZ9")

    assert disguise.of("aB1-zZ9 ") == made + " "
    assert disguise.of("Ab1-Zz9") == made.swapcase()
    assert [each.isdigit() for each in made] == [each.isdigit() for each in "aB1-zZ9"]


def test_disguises_differ():
    secret = "abcdefghijklmnopqrstuvwxyz0123456789"

    assert len({Disguise().of(secret) for _ in range(5)}) > 1
