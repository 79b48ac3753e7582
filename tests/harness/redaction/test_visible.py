"""What a terminal, a pipeline or a page would obey, and what nobody sees, is spelt out."""

from xml.etree import ElementTree

import pytest

from harness.redaction.visible import (
    _escape,
    hidden_in,
    markdown,
    visible,
    visible_all,
    visible_line,
)

OBEYED = [
    ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
    (
        "\x1b]8;;http://evil.test\x07here\x1b]8;;\x07",
        r"\x1b]8;;http://evil.test\x07here\x1b]8;;\x07",
    ),
    ("\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07"),
    ("\x9b31mred", r"\x9b31mred"),
    ("100 %\r  0 %", r"100 %\r  0 %"),
    ("a\x08b\x00c\x7f", r"a\x08b\x00c\x7f"),
    ("a\x0bb\x0cc\x85d", r"a\x0bb\x0cc\x85d"),
    ("nimda\u202eadmin\u202c", r"nimda\u202eadmin\u202c"),
    ("\u2066a\u2069\u200e\u200f\u061c", r"\u2066a\u2069\u200e\u200f\u061c"),
    ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
    ("\ufeffto\u200bken\u2060\u00ad", r"\ufeffto\u200bken\u2060\xad"),
    ("\ud800 and \udcff", r"\ud800 and \udcff"),
    ("\ufffe\uffff\U0001fffe\U000e0041", r"\ufffe\uffff\U0001fffe\U000e0041"),
    ("a\ufe0f", r"a\ufe0f"),
    ("a\ufe0fb\u3164c\u180e", r"a\ufe0fb\u3164c\u180e"),
    ("::error file=x::gone wrong", r"\x3a:error file=x::gone wrong"),
    ("a\n  ::set-output name=a::b", "a\n  \\x3a:set-output name=a::b"),
    ("a\u00a0\n\u00a0::stop-commands::x", "a\u00a0\n\u00a0\\x3a:stop-commands::x"),
    ("came ##[error]x", r"came \x23#[error]x"),
    ("##vso[task.setvariable variable=a]b", r"\x23#vso[task.setvariable variable=a]b"),
    ("##teamcity[testFailed name='x']", r"\x23#teamcity[testFailed name='x']"),
    ("section_start:1:a\r\x1b[0K", r"section_start:1:a\r\x1b[0K"),
]
"""With the line beginnings, words and characters that terminals and pipelines act upon."""


@pytest.mark.parametrize(("text", "shown"), OBEYED, ids=[shown for _, shown in OBEYED])
def test_what_is_obeyed_or_unseen_is_an_escape(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(("_", "shown"), OBEYED, ids=[shown for _, shown in OBEYED])
def test_what_is_shown_may_be_shown_again(_, shown):
    assert visible(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "plain words, 200",
        "Grüße, 你好, Привет, שלום, é, 🎉",
        'two\nlines\tand {"a": "b\\n"}',
        "a::b, std::vector, x [::1]:80, ::1",
        "# heading, ## heading, C:\\temp\\x1b, 100 %",
    ],
)
def test_what_is_plain_stays_as_it_is(text):
    assert visible(text) == text


def test_windows_line_ends_become_plain_ones():
    assert visible("a\r\nb\r\r\nc") == "a\nb\nc"


def test_line_has_no_other():
    assert visible_line("a\r\nb\tc\x1b") == r"a\nb\tc\x1b"


def test_every_text_of_a_structure_is_made_visible():
    assert visible_all({"\x07": ["\x1b", ("\x9b", 1)], "b": None}) == {
        r"\x07": [r"\x1b", [r"\x9b", 1]],
        "b": None,
    }


def test_anything_is_fit_for_xml():
    everything = "".join(map(chr, range(0x11000)))

    ElementTree.fromstring(f"<a>{visible(everything).replace('&', '').replace('<', '')}</a>")
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring("<a>\x1b</a>")


@pytest.mark.parametrize(("text", "found"), [("a\u200bb", r"\u200b"), ("a\u00e9 b", None)])
def test_first_hidden_character_is_named(text, found):
    assert hidden_in(text) == found


MARKS = [
    ("<img src=x>", r"\<img src=x\>"),
    ("a | b\n| c", r"a \| b \| c"),
    ("[a](http://evil.test)", r"\[a\](http\://evil.test)"),
    ("see https://evil.test or www.evil.test", r"see https\://evil.test or www\.evil.test"),
    ("thanks @octocat and @a/b", r"thanks \\x40octocat and \\x40a/b"),
    ("qa@acme.test", "qa@acme.test"),
    ("`a` *b* _c_ ~~d~~ #1 &lt;", r"\`a\` \*b\* \_c\_ \~\~d\~\~ \#1 \&lt;"),
    ("- item", r"\- item"),
    ("\x1b[0m\u202e", r"\\x1b\[0m\\u202e"),
    ("plain words, 200", "plain words, 200"),
]


@pytest.mark.parametrize(("text", "shown"), MARKS, ids=[text for text, _ in MARKS])
def test_text_is_no_markup_of_a_page(text, shown):
    assert markdown(text) == shown


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("http://acme.test/api", True),
        ("http://acme.test", True),
        ("http://acme.test.evil.test/", False),
        ("http://acme.test@evil.test/", False),
        ("http://acme.test:1@evil.test/", False),
        ("https://evil.test/acme.test/", False),
    ],
)
def test_links_lead_to_known_hosts_alone(address, is_link):
    assert (markdown(address, ["acme.test", "127.0.0.1:1"]) == address) is is_link


def test_address_of_no_host_is_no_link():
    assert markdown("see file:///etc") == r"see file\:///etc"


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0xFF, r"\xff"), (0x100, r"\u0100"), (0xFFFF, r"\uffff"), (0x10000, r"\U00010000")],
    ids=str,
)
def test_escape_is_as_python_writes_it(number, shown):
    assert _escape(chr(number)) == shown
