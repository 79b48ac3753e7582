"""A text is searched for all secrets at once, and for what stands encoded in it."""

import base64
import html
import json
from urllib.parse import quote

import pytest

from harness.redaction.encodings import by_form
from harness.redaction.search import Index, KeysAlone, folded, pieces_of
from tests.harness.making import CANARY

LONG = "".join(f"{number:05d}x" for number in range(700))


def an_index(*values):
    index = Index()
    for value in values:
        index.add(value, "TOKEN")
    return index


def told_by(index, text):
    return {text.encode()[each.start : each.end].decode() for each in index.spans(text.encode())}


def test_place_of_a_secret_is_told():
    assert told_by(an_index(CANARY, "short1"), f"x{CANARY}y short1.") == {CANARY, "short1"}


def test_text_without_a_secret_tells_none():
    index = an_index(CANARY)

    assert index.spans(f"{CANARY[:-1]} {CANARY[1:]}".encode()) == []
    assert not index.finds(CANARY[1:].encode())


def test_encodings_in_each_other_are_undone():
    packed = base64.b64encode(
        json.dumps({"a": quote(CANARY.replace("-", "%2D"))}).encode()
    ).decode()
    text = html.escape(json.dumps({"data": json.dumps(packed)}))

    assert an_index(CANARY).finds(text.encode())
    assert told_by(an_index(CANARY), text) == {packed.rstrip("=")} | {packed}


def test_every_character_may_be_encoded_in_its_own_way():
    ways = ("{1}", "&#{};", "%{:02X}", "\\u{:04x}", "\\x{:02x}", "&#x{:04X};")
    text = "".join(way.format(ord(each), each) for each, way in zip(CANARY, ways * 9, strict=False))

    assert told_by(an_index(CANARY), f"it was {text}.") == {text}


def test_case_and_both_alphabets_of_base64_are_the_same():
    assert folded(b"aB+/ ") == folded(b"Ab-_-")
    assert an_index(CANARY).finds(CANARY.swapcase().encode())


@pytest.mark.parametrize("kind", [Index, KeysAlone])
def test_form_that_is_left_out_is_not_found(kind):
    index = kind()
    plain = {
        each.name for each in by_form() if CANARY.lower() in map(str.lower, each.forms(CANARY))
    }
    index.add(CANARY, "TOKEN", plain)

    assert "plain" in plain
    assert not index.finds(CANARY.encode())
    assert index.finds(base64.b64encode(CANARY.encode()))


@pytest.mark.parametrize("part", [LONG, LONG[:2100], LONG[1500:], LONG[900:3000]], ids=len)
def test_part_of_a_long_secret_is_known(part):
    assert an_index(LONG).finds(part.encode())


def test_only_a_long_secret_is_parted():
    assert pieces_of(CANARY) == [CANARY]
    assert pieces_of(LONG)[0] == LONG
    assert "".join(pieces_of(LONG)[1:]) == LONG
    assert len(pieces_of("x" * 1_000_000)) == 33


def test_search_ends_whatever_is_packed_in_each_other():
    data = CANARY.encode()
    for _ in range(20):
        data = base64.b64encode(data)

    assert not an_index("another-" + CANARY).finds(data)


@pytest.mark.parametrize("place", [0, 1, 199])
def test_index_of_keys_alone_finds_what_the_other_one_does(place):
    whole, lean = Index(), KeysAlone()
    secrets = [f"secret-{number:03}-abcdefghijkl" for number in range(200)]
    for each in secrets:
        whole.add(each, each)
        lean.add(each, each)
    text = b"x" + base64.b64encode(secrets[place].encode()) + b" x " + secrets[place].encode()

    assert {*lean.spans(text)} == {*whole.spans(text)} != set()
    assert lean.spans(b"x" * 100) == []
