"""Links out of mails, as people and their programs write them."""

import pytest

from harness.sources import mail_links
from harness.sources.mail import Message
from harness.sources.mail_links import links_in

LINK = "https://acme.test/reset?email=a@acme.test&reset_token=abc.def"
ESCAPED = LINK.replace("&", "&amp;")


def links(text="", html=""):
    return links_in(Message(frozenset(), "", text, html))


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="{ESCAPED}">Reset</a>',
        f"<A class=x HREF='{ESCAPED}'>Reset</A>",
        f"<a href={ESCAPED}>Reset</a>",
        f'<a\nhref = "{LINK}">Reset</a>',
        f'<a href="{ESCAPED.replace("&amp;", "&#38;")}">Reset</a>',
        f'<a href="{ESCAPED.replace("&amp;", "&amp;amp;")}">Reset</a>',
        f'<a href="{LINK.replace("/", "&#x2F;")}">Reset</a>',
        f'<a href=" {LINK[:30]}\r\n{LINK[30:]} ">Reset</a>',
        f'<a href="{LINK.removeprefix("https:")}">Reset</a>',
        f'<!--[if mso]><v:roundrect href="{ESCAPED}"></v:roundrect><![endif]-->',
        f'<form action="{ESCAPED}"><button>Reset</button></form>',
        f'<a href=3D"{LINK.replace("=", "=3D")[:40]}=\r\n{LINK.replace("=", "=3D")[40:]}">',
        f"<p>Copy {ESCAPED} into your browser</p>",
        f"<p>{ESCAPED[:30]}<wbr>{ESCAPED[30:]}</p>",
        f"<p>{LINK[:30]}\u200b{LINK[30:]}</p>",
        f"<a href='{LINK}'",
    ],
    ids=[
        "escaped",
        "single-quotes",
        "no-quotes",
        "unescaped",
        "numeric",
        "escaped-twice",
        "escaped-slashes",
        "broken-over-lines",
        "without-a-scheme",
        "for-one-program",
        "form",
        "undeclared-quoted-printable",
        "in-its-text",
        "soft-break",
        "zero-width",
        "cut-off",
    ],
)
def test_link_of_html_is_found(html):
    assert LINK in links(html=html)


@pytest.mark.parametrize(
    "text",
    [
        f"Set it here: {LINK}",
        f"<{LINK}>",
        f"({LINK}).",
        f"Go to {LINK}, please",
        f"Here:\u00a0{LINK}\u00a0now",
        f'"{LINK}"',
        f"[Reset]({LINK})",
        ESCAPED,
        LINK.replace("&", "&#038;"),
        LINK.replace("=", "=3D"),
        f"{LINK.replace('=', '=3D')[:50]}=\n{LINK.replace('=', '=3D')[50:]}",
        f"{LINK[:40]}\r\n{LINK[40:]}\r\n\r\nThanks",
        f"{LINK[:40]} \r\n{LINK[40:]}",
        f"> {LINK[:40]}\n> {LINK[40:]}\n",
    ],
    ids=[
        "plain",
        "angle-brackets",
        "brackets",
        "comma",
        "no-break-spaces",
        "quotes",
        "markdown",
        "escaped",
        "numeric",
        "quoted-printable",
        "soft-break",
        "wrapped",
        "flowed",
        "quoted",
    ],
)
def test_link_of_a_text_is_found(text):
    assert LINK in links(text)


def test_likeliest_reading_comes_first():
    long = f"https://acme.test/{'a' * 60}?reset_token=abc"

    assert links(f"{LINK}.") == [LINK, f"{LINK}."]
    assert links(f"{long}\n1234=\n\nBye")[0] == f"{long}1234="
    assert links(f"{long}\nThanks\n")[:2] == [long, f"{long}Thanks"]
    assert links(f"{LINK}\nThanks for all\n") == [LINK]


def test_parameter_that_begins_like_an_entity_is_left_as_it_is():
    link = "https://acme.test/?reset_token=abc&timestamp=1&copy=2&notify=3"

    assert links(html=f'<a href="{link}">')[0] == link


@pytest.mark.parametrize(
    "html",
    [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD" "http://www.w3.org/TR/xhtml1/DTD/xhtml1.dtd"><p>Hi',
        '<html xmlns="http://www.w3.org/1999/xhtml"><p>Hi</p>',
        '<img src="https://acme.test/logo.png?t=1">',
        '<a href="mailto:help@acme.test">',
        '<a href="/relative">',
        '<a href="#top">',
        "<a href>",
        '<td background="https://acme.test/b.png">',
    ],
)
def test_what_nobody_clicks_is_no_link(html):
    assert links(html=html) == []


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("https://acme.test/app/", "reset?a=1"),
        ("https://acme.test/app/", "/app/reset?a=1"),
        ("https://acme.test/other", "app/reset?a=1"),
        ("https://acme.test/app/", "https://acme.test/app/reset?a=1"),
        ("https://acme.test/app/", "//acme.test/app/reset?a=1"),
    ],
)
def test_link_is_led_from_the_base_of_its_document(base, link):
    markup = f'<head><base target="_blank" href="{base}"></head><a href="{link}">Reset</a>'

    assert links(html=markup) == ["https://acme.test/app/reset?a=1"]


@pytest.mark.parametrize("link", ["mailto:help@acme.test", "#top", "cid:logo", "tel:+420"])
def test_link_that_leads_nowhere_is_led_from_no_base(link):
    assert links(html=f'<base href="https://acme.test/"><a href="{link}">') == []


@pytest.mark.parametrize("base", ["https://[acme", "", "/app/"])
def test_base_that_is_none_leads_nowhere(base):
    assert links(html=f'<base href="{base}"><a href="reset">') == []


def test_part_without_an_end_is_read_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(mail_links, "LONGEST_PART", 1000)
    text = f"{LINK} {'x' * 1000} https://acme.test/late"

    assert links(text) == [LINK]
    assert links(html=text) == [LINK]


def test_link_behind_large_images_is_found():
    image = f'<img src="data:image/png;base64,{"QUJD" * 2_500_000}">'

    assert LINK in links(html=f'{image}<a href="{ESCAPED}">Reset</a>')


@pytest.mark.parametrize("unit", ["<a href='", '<a href="', "<", "http://", "https://a.b/\n", "&#"])
def test_nonsense_of_a_megabyte_is_read(unit):
    text = unit * (1_000_000 // len(unit))

    assert len(links(text, text)) <= mail_links.MOST_LINKS
