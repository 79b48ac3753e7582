"""A text is searched for all secrets at once, and for what stands encoded in it."""

import base64
import html
import json
from urllib.parse import quote

import pytest

from harness.redaction.encodings import by_form
from harness.redaction.search import Index, KeysAlone, _Search, folded, pieces_of
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


def of_plain(value):
    index = Index()
    index.add(value, "TOKEN", {each.name for each in by_form() if each.name != "plain"})
    return index


def nested(encode, times):
    text = CANARY
    for _ in range(times):
        text = encode(text)
    return text.encode()


NESTING = {
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "escaped": lambda text: "".join(f"%{ord(each):02X}" for each in text),
    "turn-about": lambda text: base64.b64encode(quote(f"%{text}", safe="").encode()).decode(),
}


@pytest.mark.parametrize(
    ("encode", "most"),
    list(zip(NESTING.values(), (6, 6, 3), strict=True)),
    ids=NESTING,
)
def test_six_encodings_in_each_other_are_undone(encode, most):
    index = of_plain(CANARY)

    assert index.finds(nested(encode, most)) == (index.spans(nested(encode, most)) != []) is True
    assert index.finds(nested(encode, 7)) == (index.spans(nested(encode, 7)) != []) is False


@pytest.mark.parametrize(("spare", "is_found"), [(0, True), (-1, False)], ids=["enough", "less"])
@pytest.mark.parametrize(
    ("text", "needed"),
    [
        (base64.b64encode(CANARY.encode()), len(CANARY)),
        ("".join(f"&#{ord(each)};" for each in CANARY).encode(), len(CANARY)),
    ],
    ids=["packed", "escaped"],
)
def test_no_more_is_undone_than_may_be_read(text, needed, spare, is_found):
    index = of_plain(CANARY)

    assert (list(_Search(index, needed + spare).spans(text)) != []) is is_found
    assert (_Search(index, needed + spare).label_in(text) is not None) is is_found


def test_case_and_both_alphabets_of_base64_are_the_same():
    assert folded(b"aB+/ ") == folded(b"Ab-_-")
    assert an_index(CANARY).finds(CANARY.swapcase().encode())


def as_plain(encoding, value):
    """Whether an encoding makes of a value what is taken for the value itself."""
    return value.lower() in map(str.lower, encoding.forms(value))


@pytest.mark.parametrize("kind", [Index, KeysAlone])
def test_form_that_is_left_out_is_not_found(kind):
    index = kind()
    plain = {each.name for each in by_form() if as_plain(each, CANARY)}
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
    assert {len(each) for each in pieces_of(LONG)[1:]} == {1024}
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


def test_letters_alone_are_folded():
    assert folded(b"@AZ[`az{") == b"@az[`az{"


@pytest.mark.parametrize("kind", [Index, KeysAlone])
def test_index_shows_no_secret(kind):
    index = kind()
    index.add(CANARY, "TOKEN", {"plain"})
    index.add("short1", "TOKEN")

    assert repr(index) == f"{kind.__name__}()"


@pytest.mark.parametrize("kind", [Index, KeysAlone])
@pytest.mark.parametrize("length", [6, 7, 8, 9])
def test_secret_of_a_few_characters_is_found_and_reversed_from_seven_on(kind, length):
    index, secret = kind(), CANARY[:length]
    index.add(secret, "TOKEN")

    assert {span[:2] for span in index.spans(f"x{secret}".encode())} == {(1, length + 1)}
    assert index.finds(secret[::-1].encode()) is (length > 6)
    assert index.spans(b"") == index.spans(secret[1:].encode()) == []


def test_form_that_several_encodings_make_is_found_once():
    assert [each[:2] for each in an_index(CANARY).spans(CANARY.encode())] == [(0, len(CANARY))]


@pytest.mark.parametrize("kind", [Index, KeysAlone])
def test_secrets_that_end_alike_are_told_apart(kind):
    index = kind()
    first, other = "first-of-shared-tail", "other-of-shared-tail"
    index.add(first, "FIRST", {each.name for each in by_form() if as_plain(each, first)})
    index.add(other, "OTHER")

    assert {each.label for each in index.spans(b"other-of-shared-tail")} == {"OTHER"}
    assert index.spans(b"first-of-shared-tail") == []


@pytest.mark.parametrize("kind", [Index, KeysAlone])
@pytest.mark.parametrize("secret", ["first-of-shared-tail", "other-of-shared-tail"])
def test_secrets_that_end_alike_are_both_found(kind, secret):
    index = kind()
    index.add("first-of-shared-tail", "TOKEN")
    index.add("other-of-shared-tail", "TOKEN")

    assert told_by(index, f"it is {secret}.") == {secret}


@pytest.mark.parametrize("secret", ["a" * 8, "ab" * 8], ids=["one", "two"])
def test_secret_that_repeats_itself_is_found_wherever_it_goes_on(secret):
    text = secret + secret[: len(secret) // 8 or 1]

    assert max(each.end for each in an_index(secret).spans(text.encode())) == len(text)


@pytest.mark.parametrize("secret", [CANARY * 2, f"{CANARY}-\xe9-{CANARY}"], ids=["ascii", "other"])
@pytest.mark.parametrize("encoding", list(by_form()), ids=lambda each: each.name)
def test_every_form_of_a_long_secret_is_found(encoding, secret):
    index = an_index(secret)

    for form in encoding.forms(secret):
        assert index.finds(f"it was {form} there".encode())


def test_half_a_character_is_found():
    half = f"{CANARY}\ud83d"

    assert an_index(half).finds(half.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    ("length", "count"), [(1024, 1), (1500, 3), (20_000, 21), (40_000, 33)], ids=str
)
def test_long_secret_is_parted_once(length, count):
    value = "".join(f"{number:06d}x" for number in range(6_000))[:length]
    pieces = pieces_of(value)

    assert len(pieces) == count
    assert {len(each) for each in pieces[1:]} <= {1024}
    assert all(value.find(each) >= 0 for each in pieces)
    assert (pieces[-1][-1], pieces[-count + 1][0]) == (value[-1], value[0])


@pytest.mark.parametrize("length", range(1024, 1032))
def test_rest_of_a_long_secret_is_no_letter_of_any_text(length):
    value = "".join(f"{number:06d}x" for number in range(6_000))[:length]

    assert not an_index(value).finds(b"0 x 17 answers.documented 00")
    assert an_index(value).finds(value.encode())
