"""Hosts: whether a URL leads off this machine, and by which proxy."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

NO_PROXY = {"http": "", "https": "", "all": ""}
"""For requests: an empty proxy is none, and wins over the environment's."""


def is_remote(url: str) -> bool:
    """Whether the host is another machine than this one."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None)  # ::ffff:127.0.0.1
    return not (mapped or address).is_loopback


def host_in_url(url: str) -> str:
    """Return a URL's host as URLs write it: an IPv6 address in brackets (RFC 3986, §3.2.2)."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def is_in_clear(url: str) -> bool:
    """Whether what is sent there could be read on the way."""
    return urlsplit(url).scheme != "https" and is_remote(url)


def proxies_of(url: str) -> dict[str, str]:
    """Return the environment's proxies for a URL.

    None for this machine, even where the environment makes no exception: a proxy elsewhere would
    look for it in the wrong place, and be told its secrets.
    """
    return get_environ_proxies(url) if is_remote(url) else dict(NO_PROXY)


def proxy_of(url: str) -> str | None:
    """Return the proxy through which a URL is asked for, without its credentials; None for none."""
    proxy = select_proxy(url, proxies_of(url))
    if not proxy:
        return None
    parts = urlsplit(proxy if "//" in proxy else f"//{proxy}")
    return f"{parts.scheme or 'http'}://{parts.netloc.rpartition('@')[2]}"
