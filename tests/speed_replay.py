"""The bare replay: what an instance was sent, sent again by `requests` and nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import requests
from urllib3.util import SKIP_HEADER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OF_THE_CONNECTION = frozenset({"host", "content-length", "transfer-encoding"})
"""Headers that follow from where a request is sent, and from its body."""
TIMEOUT = 30.0
"""Seconds."""


@dataclass(frozen=True)
class Sent:
    """A request, as it can be sent again."""

    method: str
    url: str
    headers: dict[str, bytes | str]
    body: bytes

    @classmethod
    def from_record(cls, recorded: Mapping[str, Any], origin: str) -> Sent:
        """Take a request as the control port tells it; ``origin`` is where it is sent."""
        came = {name: value.encode("latin-1") for name, value in recorded["headers"]}
        query = f"?{recorded['query']}" if recorded["query"] else ""
        # No header that the request didn't have, as in the run.
        headers = {"accept-encoding": SKIP_HEADER} | {
            name: value for name, value in came.items() if name not in OF_THE_CONNECTION
        }
        return cls(
            recorded["method"],
            origin + quote(recorded["path"]) + query,
            headers,
            _of_length(recorded["body"].encode(), int(came.get("content-length", 0))),
        )


def _of_length(body: bytes, length: int) -> bytes:
    """Give a body its true length.

    The instance keeps the beginning of a long one, and what is not UTF-8 as escapes.
    """
    return body[:length].ljust(length)


def forget_requests(instance: Mapping[str, Any]) -> None:
    """Let an instance begin its record anew."""
    requests.delete(f"{instance['control']}/requests", timeout=TIMEOUT)


def requests_to(instance: Mapping[str, Any]) -> list[Sent]:
    """Give what an instance was sent since its record began, the oldest first."""
    recorded = requests.get(f"{instance['control']}/requests", timeout=TIMEOUT).json()
    there = urlsplit(instance["url"])
    return [Sent.from_record(each, f"{there.scheme}://{there.netloc}") for each in recorded]


def replay(sent: Sequence[Sent]) -> float:
    """Send requests one after another on one connection; return the seconds that it took."""
    with requests.Session() as session:
        session.headers.clear()
        session.trust_env = False  # no proxy, and no header of a .netrc
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        began = time.perf_counter()
        for each in sent:
            session.request(
                each.method,
                each.url,
                headers=each.headers,
                data=each.body,
                allow_redirects=False,
                timeout=TIMEOUT,
            )
        return time.perf_counter() - began
