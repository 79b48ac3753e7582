"""Which hosts are asked through a proxy, and which would be told secrets in clear."""

import pytest

from harness.core.hosts import host_in_url, is_in_clear, is_remote, proxies_of, proxy_of

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


@pytest.mark.parametrize(
    "host", ["[::1]", "[::ffff:127.0.0.1]", "127.8.0.1", "localhost.", "a.localhost", "LOCALHOST"]
)
def test_this_machine_has_many_names(host):
    assert not is_remote(f"http://{host}:80/api")


@pytest.mark.parametrize("host", ["[2001:db8::1]", "[::ffff:10.0.0.1]", "[fe80::1%25eth0]", "a.b."])
def test_other_machines_are_elsewhere(host):
    assert is_remote(f"http://{host}:80/api")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://[2001:DB8::1]:8443/api", "[2001:db8::1]"),
        ("https://acme.test:8443/api", "acme.test"),
        ("http://10.0.0.1", "10.0.0.1"),
    ],
)
def test_host_is_written_as_urls_write_it(url, host):
    assert host_in_url(url) == host


def test_proxy_is_named_without_its_credentials(proxy, monkeypatch):
    assert proxy_of("http://127.0.0.1/api") is None
    monkeypatch.setenv("HTTP_PROXY", "http://me:secret@proxy.test:3128")
    assert proxy_of(ELSEWHERE) == "http://proxy.test:3128"
    monkeypatch.setenv("HTTP_PROXY", "proxy.test:3128")
    assert proxy_of(ELSEWHERE) == "http://proxy.test:3128"
    monkeypatch.setenv("NO_PROXY", "acme.test")
    assert proxy_of(ELSEWHERE) is None
    assert proxy.requests == []
