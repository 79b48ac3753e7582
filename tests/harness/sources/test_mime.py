"""Mails as they travel, and what is wrong with some."""

from email import message_from_bytes

import pytest
from hypothesis import given, settings, strategies

from harness.sources.mime import message_of, recipients_of

LINK = "https://acme.test/reset?email=a@acme.test&reset_token=abc"


def read(*lines, body=b""):
    return message_of(message_from_bytes("\r\n".join([*lines, "", ""]).encode("latin-1") + body))


def test_plain_mail_is_read():
    found = read("To: A <A@acme.test>", "Subject: Reset", body=LINK.encode())

    assert found == (frozenset({"a@acme.test"}), "Reset", LINK, "")


def test_parts_are_read_at_any_depth_and_attachments_are_not():
    body = b"""--o\r
Content-Type: multipart/alternative; boundary=i\r
\r
--i\r
Content-Type: text/plain; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
\r
https://acme.test/reset?reset_tok=\r
en=3Dabc\r
--i\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: base64\r
\r
PHA+aGk8L3A+\r
--i--\r
--o\r
Content-Type: text/plain\r
Content-Disposition: attachment; filename=terms.txt\r
\r
https://acme.test/terms\r
--o--\r
"""
    found = read("MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=o", body=body)

    assert found.text.strip() == "https://acme.test/reset?reset_token=abc"
    assert found.html == "<p>hi</p>"


@pytest.mark.parametrize(
    ("lines", "body"),
    [
        (["Content-Type: text/plain; charset=x-nobody-knows"], LINK.encode()),
        (["Content-Type: text/plain; charset=utf-16"], LINK.encode("utf-16")),
        (["Content-Type: text/plain; charset=iso-8859-1"], LINK.encode() + b" \xe9"),
        (["Content-Type: text/plain; charset=utf-8"], LINK.encode() + b" \xff\xfe"),
        (["Content-Type: text/plain; charset*=utf-8''%22x"], LINK.encode()),
        (["Content-Type: nonsense"], LINK.encode()),
        (["Content-Transfer-Encoding: x-unknown"], LINK.encode()),
        (["Content-Transfer-Encoding: base64"], b"*** no base64 " + LINK.encode()),
        (["Content-Type: multipart/alternative"], LINK.encode()),
        (["Content-Type: multipart/mixed; boundary=never"], LINK.encode()),
        (["no header at all"], LINK.encode()),
    ],
    ids=[
        "charset",
        "utf-16",
        "latin-1",
        "no-utf-8",
        "odd-charset",
        "no-type",
        "encoding",
        "no-base64",
        "no-boundary",
        "no-parts",
        "no-headers",
    ],
)
def test_whatever_is_wrong_the_rest_is_read(lines, body):
    found = read(*lines, body=body)

    assert isinstance(found.text, str)
    if "base64" not in lines[0] and "multipart" not in lines[0]:
        assert LINK in found.text


def test_mail_of_no_bytes_is_read():
    assert message_of(message_from_bytes(b"")) == (frozenset(), "", "", "")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('To: "Q, A" <QA+1@acme.test>, b@acme.test', {"qa+1@acme.test", "b@acme.test"}),
        ("To: undisclosed-recipients:;", set()),
        ("To: =?utf-8?q?J=C3=BCrgen?= <j@acme.test>", {"j@acme.test"}),
        ("To: \xe9 <e@acme.test>", {"e@acme.test"}),
        ("Cc: c@acme.test", {"c@acme.test"}),
    ],
    ids=["names", "group", "encoded-name", "raw-bytes", "cc"],
)
def test_recipients_are_read(line, found):
    mime = message_from_bytes(f"{line}\r\n\r\n".encode("latin-1"))

    assert recipients_of(mime) == found


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?q?Passwort_zur=C3=BCcksetzen?=", "Passwort zurücksetzen"),
        ("=?x-nobody?q?abc?=", "=?x-nobody?q?abc?="),
        ("plain", "plain"),
    ],
)
def test_subject_is_read(written, subject):
    assert read(f"Subject: {written}").subject == subject


@settings(deadline=None, derandomize=True, database=None)
@given(strategies.binary(max_size=400), strategies.sampled_from(["", "base64", "quoted-printable"]))
def test_bytes_of_any_kind_are_a_mail(content, encoding):
    head = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n"

    for each in (content, head.encode() + content, head.encode() + b"\r\n" + content):
        found = message_of(message_from_bytes(each))

        assert isinstance(found.text, str)
