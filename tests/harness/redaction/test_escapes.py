"""Escapes are undone one by one, in whatever mixture, and each byte knows where it came from."""

import pytest

from harness.redaction.escapes import normal, unescaped, without_escapes

TEXTS = {
    b"a%2Fb": b"a/b",
    b"%u0061": b"a",
    b"%u4e2d": "中".encode(),
    b"\\u00e4": "ä".encode(),
    b"\\u{10ffff}": "\U0010ffff".encode(),
    b"&#xD83D;": "\ufffd".encode(),
    b"\\r\\b\\f": b"\r\b\f",
    b"\\ud83d\\ude00": "😀".encode(),
    b"\\ud83d": b"\xed\xa0\xbd",
    b"\\u{41}\\U00000042\\x43\\104": b"ABCD",
    b"\\u{110000}": b"",
    b'a\\n\\t\\/\\"b\\\\': b'a\n\t/"b\\',
    b"&amp;&apos;&#39;&#0065;&#x41;&#X41": b"&''AAA",
    b"&nosuch;&#999999999;": b"&nosuch;\xef\xbf\xbd",
    b"a=\nb\\\nc": b"abc",
    b"(b'x'\nE       b'y')": b"(b'xy')",
    b"a\n\n   b": b"ab",
}


@pytest.mark.parametrize(("text", "plain"), TEXTS.items())
def test_escape_is_undone(text, plain):
    assert without_escapes(text) == plain


@pytest.mark.parametrize("text", [b"", b"plain", b"100%", b"a%zz", b"&", b"\\", b"\\q", b"&amp"])
def test_what_is_no_escape_stays(text):
    assert without_escapes(text) == text
    assert unescaped(text) is None


def test_range_of_a_reading_is_found_in_what_was_read():
    text = b"ab%43&#68;ef"

    reading = unescaped(text)

    assert reading is not None
    assert reading.data == b"abCDef"
    assert [text[slice(*reading.source_of(at, at + 1))] for at in range(6)] == [
        *(b"a", b"b", b"%43", b"&#68;", b"e", b"f")
    ]
    assert text[slice(*reading.source_of(1, 5))] == b"b%43&#68;e"


def test_line_break_may_stay_one():
    assert without_escapes(b"a\n  b%20c", line_break=b"\n") == b"a\nb c"


def test_layers_are_undone_until_there_are_none():
    assert normal("a%25252Fb &amp;amp;amp;") == "a/b &"
    assert normal("plain") == "plain"


@pytest.mark.parametrize(("layers", "plain"), [(8, "A"), (9, "%41")], ids=str)
def test_eight_layers_are_undone(layers, plain):
    assert normal("%" + "25" * (layers - 1) + "41") == plain


def test_half_a_character_is_read_as_none():
    assert normal("half %41 \ud83d") == "half A \ufffd\ufffd\ufffd"
