"""Hosts: whether a URL leads off this machine, and by which proxy."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies

NO_PROXY = {"http": "", "https": "", "all": ""}
"""For requests: an empty proxy is none, and wins over the environment's."""


def is_remote(url: str) -> bool:
    """Whether the host is another machine than this one."""
    host = urlsplit(url).hostname or ""
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")


def is_in_clear(url: str) -> bool:
    """Whether what is sent there could be read on the way."""
    return urlsplit(url).scheme != "https" and is_remote(url)


def proxies_of(url: str) -> dict[str, str]:
    """Return the environment's proxies for a URL.

    None for this machine, even where the environment makes no exception: a proxy elsewhere would
    look for it in the wrong place, and be told its secrets.
    """
    return get_environ_proxies(url) if is_remote(url) else dict(NO_PROXY)
