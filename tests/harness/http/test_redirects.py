"""Where a redirection leads."""

import pytest

from harness.core.exchange import Request
from harness.http.redirects import destination
from tests.harness.making import an_exchange

ASKED = Request("GET", "http://acme.test/api/users/auth_options", (), None)


def led(location, status=302):
    return destination(an_exchange(status=status, headers=(("Location", location),), request=ASKED))


@pytest.mark.parametrize(
    ("location", "url", "is_elsewhere", "is_same_path"),
    [
        ("/login", "http://acme.test/login", False, False),
        ("options", "http://acme.test/api/users/options", False, False),
        ("//idp.test/a", "http://idp.test/a", True, False),
        (f"https{ASKED.url[4:]}", f"https{ASKED.url[4:]}", False, True),
        ("/\x1b[31m\x9blog-in", "http://acme.test/[31mlog-in", False, False),
        (" https://ACME.test/x ", "https://ACME.test/x", False, False),
    ],
)
def test_redirection_leads_to_a_whole_url(location, url, is_elsewhere, is_same_path):
    found = led(location)

    assert found is not None
    assert (found.url, found.is_elsewhere, found.is_same_path) == (url, is_elsewhere, is_same_path)


@pytest.mark.parametrize("status", [200, 201, 304, 400, 403])
def test_other_status_leads_nowhere(status):
    assert led("https://idp.test/", status) is None


@pytest.mark.parametrize("location", ["", "https://[::1", "//[", "http://["])
def test_location_that_is_no_url_leads_nowhere(location):
    assert led(location) is None
