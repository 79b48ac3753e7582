"""Whether the API is served over TLS alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.core.exchange import Request
from harness.core.outcomes import Broken
from harness.fixtures.expectations import HSTS, expect_encrypted
from tests.harness.making import an_answer

if TYPE_CHECKING:
    from harness.http.answer import Answer

HSTS_HEADER = ((HSTS, "max-age=63072000"),)


def secure(url: str = "https://acme.test/auth_options", *, hsts: bool = True) -> Answer:
    request = Request("GET", url, (), None)
    headers = HSTS_HEADER if hsts else ()
    return an_answer("getAuthenticationOptions", request=request, headers=headers)


def plain(status: int, location: str = "") -> Answer:
    headers = (("Location", location),) if location else ()
    return an_answer("getAuthenticationOptions", status=status, headers=headers)


@pytest.mark.parametrize(
    "over_http",
    [None, plain(301, "https://acme.test/"), plain(308, "https://acme.test/"), plain(403)],
    ids=["nothing", "redirected", "redirected-for-good", "refused"],
)
def test_no_api_over_plain_http_is_encrypted(over_http: Answer | None) -> None:
    expect_encrypted(secure(), over_http)


@pytest.mark.parametrize(
    "over_http",
    [plain(200), plain(301, "http://acme.test/"), plain(302)],
    ids=["served", "redirected-to-http", "redirected-nowhere"],
)
def test_api_over_plain_http_is_not_encrypted(over_http: Answer) -> None:
    with pytest.raises(Broken, match="plain http"):
        expect_encrypted(secure(), over_http)


def test_missing_hsts_is_told() -> None:
    with pytest.raises(Broken, match=HSTS):
        expect_encrypted(secure(hsts=False), None)


def test_api_over_http_alone_is_told() -> None:
    with pytest.raises(Broken, match="https"):
        expect_encrypted(secure("http://acme.test/auth_options"), None)
