"""What differs between two texts is marked, and nothing is lost of either."""

import pytest

from harness.reports.differing import FEW, MOST, Piece, marked, plain, text_of, with_names


def shown(pieces):
    """A text with its marks in brackets."""
    return "".join(f"[{each.text}]" if each.differs else each.text for each in pieces)


@pytest.mark.parametrize(
    ("expected", "came", "left", "right"),
    [
        ("status 401", "status 200", "status [401]", "status [200]"),
        (
            "200 (application/json)",
            "200 (text/html)",
            "200 ([application]/[json])",
            "200 ([text]/[html])",
        ),
        ("a token", "a token", "a token", "a token"),
        ("401", "200", "[401]", "[200]"),
        ("a message", "a message of its own", "a message", "a message[ of its own]"),
        (
            "the documented 200 of GET /users/{user_id}",
            '404 {"message":"no such user"}',
            "the documented [200] of GET /users/{user_id}",
            '[404] {"message":"no such user"}',
        ),
        (
            "a refusal (4xx) by POST /users/metabase_login",
            "200 (application/json) {}",
            "a refusal ([4xx]) by POST /users/metabase_login",
            "[200] (application/json) {}",
        ),
        (
            "a boolean `is_on`",
            '200 (application/json) {"link":"x","is_on": "true","is_off":false}',
            "a boolean [`is_on`]",
            '200 (application/json) {"link":"x",["is_on": "true"],"is_off":false}',
        ),
    ],
    ids=["a-word", "two-words", "nothing", "all-of-little", "more", "status", "kind", "member"],
)
def test_difference_is_marked(expected, came, left, right):
    one, other = marked(expected, came)

    assert (shown(one), shown(other)) == (left, right)


@pytest.mark.parametrize(
    ("expected", "came"),
    [
        (
            "a refusal of whatever is sent by somebody else",
            "200 with these members: email, id, flags, x",
        ),
        ("the documented 200 of GET /users/{user_id}", '200 {"message":"no such user"}'),
        ("a refusal (4xx) of whatever is sent by POST /x", '409 {"message":"no such user"}'),
        ("a JSON object with a `token` that is new", '200 (application/json) {"to": "ken"}'),
        ("x " * MOST, "x " * MOST + "y"),
        ("", "anything"),
    ],
    ids=["hardly-alike", "signs-alone", "status-as-wanted", "no-member", "too-long", "empty"],
)
def test_what_cant_be_compared_has_no_marks(expected, came):
    assert marked(expected, came) == (plain(expected), plain(came))


@pytest.mark.parametrize("text", ["", " ", "a b", "a\nb  c", '{"a": [1]}', "\u202e<b>"], ids=str)
def test_text_is_the_same_behind_its_marks(text):
    one, other = marked(text, f"{text} and more, {text}")

    assert (text_of(one), text_of(other)) == (text, f"{text} and more, {text}")


def test_mark_goes_over_the_blanks_between_words():
    one, _ = marked("the red house", "the blue boat house")

    assert one == (
        Piece("the ", differs=False),
        Piece("red", differs=True),
        Piece(" house", differs=False),
    )
    assert len(["a", "b", "c", "d"]) < FEW


def test_names_are_parted_from_a_text_and_its_marks_stay():
    found = with_names((Piece("`flag", differs=True), Piece("` in `options`", differs=False)))

    assert found == (
        Piece("flag", differs=True, is_name=True),
        Piece(" in ", differs=False),
        Piece("options", differs=False, is_name=True),
    )


@pytest.mark.parametrize("text", ["``", "`", "a `b c` d"])
def test_backticks_around_no_name_stay(text):
    assert with_names(plain(text)) == plain(text)
