"""Text of others is read as a number, a moment or a URL, or refused in one way."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.core.foreign import LARGEST_NUMBER, moment_of, url_of, whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        (" 120\t", 120),
        ("-5", -5),
        ("-0", 0),
        ("007", 7),
        ("0" * 5_000 + "1", 1),
        ("9" * 5_000, LARGEST_NUMBER),
        ("-" + "9" * 5_000, -LARGEST_NUMBER),
        (str(2**63), LARGEST_NUMBER),
        ("1732593151000", 1732593151000),
    ],
)
def test_whole_number_is_read(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "-", "--1", "+1", "²", "١٢", "1e400", "inf", "nan", "1.5", "1_0", "0x10", "5, 10", "1 2"],
)
def test_what_is_no_whole_number_is_none(text):
    assert whole_number(text) is None


MOMENT = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 09:49:37 +0100",
        "Sun, 06 Nov 1994 08:49:37",
    ],
    ids=["imf", "rfc-850", "asctime", "netscape", "with-a-zone", "without-a-zone"],
)
def test_date_is_read(text):
    assert moment_of(text) == MOMENT


def test_leap_second_is_a_date():
    assert moment_of("Sat, 31 Dec 2016 23:59:60 GMT") == datetime(
        2016, 12, 31, 23, 59, 59, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-1",
        "Fri, 01 Jan 10000 00:00:00 GMT",
        "Sat, 13 Sep 275760 00:00:00 GMT",
        f"Fri, 01 Jan {10**20} 00:00:00 GMT",
        "Fri, 99 Jan 2027 00:00:00 GMT",
        "Fri, 01 Jan 2027 25:00:00 GMT",
        "Fri, 01 Jan 9999 00:00:00 -99999900",
        "Fri, 01 Jan ٢٠٢٧ 00:00:00 GMT",
        "Fri, ² Jan 2027 00:00:00 GMT",
        "1732593151000",
        "Fri, 01 Jan " + "2" * 5_000,
        "()" * 5_000,
    ],
)
def test_what_is_no_date_is_none(text):
    assert moment_of(text) is None


@pytest.mark.parametrize(
    "text",
    ["http://[", "https://[docs.test]", "//]", "http://a:99999/", "http://a:²/", "http://[::1/"],
)
def test_what_is_no_url_is_none(text):
    assert url_of(text) is None


def test_url_is_taken_apart():
    parts = url_of("https://acme.test:8443/a?b=c#d")

    assert parts is not None
    assert (parts.hostname, parts.port, parts.path, parts.query) == ("acme.test", 8443, "/a", "b=c")


@given(st.text() | st.text("0123456789²:+-, GMTJan", max_size=40))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_any_text_is_read_or_refused(text):
    for read in (whole_number, moment_of, url_of):
        read(text)
