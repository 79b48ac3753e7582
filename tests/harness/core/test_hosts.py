"""Which hosts are asked through a proxy, and which would be told secrets in clear."""

import pytest

from harness.core.hosts import is_in_clear, proxies_of

ELSEWHERE = "http://acme.test/api"


def test_exception_of_the_environment_is_kept_to(proxy, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "acme.test")

    assert proxies_of(ELSEWHERE) == {}
    assert proxies_of("http://other.test")["http"] == proxy.url.removesuffix("/api")


@pytest.mark.parametrize(
    ("url", "in_clear"),
    [
        ("http://acme.test", True),
        ("https://acme.test", False),
        ("http://127.0.0.1:80", False),
        ("http://[::1]/", False),
        ("http://localhost", False),
        ("http://10.0.0.1", True),
    ],
)
def test_what_leaves_this_machine_over_plain_http_is_in_clear(url, in_clear):
    assert is_in_clear(url) is in_clear
