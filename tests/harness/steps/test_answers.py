"""How a value is found in an answer again: the shell finds what was found here."""

from __future__ import annotations

import json

import pytest

from harness.steps.answers import FUNCTIONS, way_in, way_to
from tests.harness.making import an_exchange
from tests.harness.steps.shell import printed

TOKEN = "to.ke-n_5TqZ8rXw2LmN7vKp"
BODIES = {
    "member": json.dumps({"token": TOKEN}),
    "tight": json.dumps({"a": 1, "token": TOKEN}, separators=(",", ":")),
    "indented": json.dumps({"a": {"token": TOKEN}}, indent=2),
    "second": json.dumps([{"id": "x-1"}, {"id": TOKEN}, {"id": "x-2"}]),
    "link": json.dumps({"link": f"https://a.test/set?email=a%40b.c&reset_token={TOKEN}"}),
    "link-escaped": '{"link":"https:\\/\\/a.test\\/set?a=b\\u0026token=' + TOKEN + '"}',
    "link-in-html": f'<a href="https://a.test/?a=b&amp;token={TOKEN}">here</a>',
    "path": json.dumps({"text": f"Go to https://a.test/reset/{TOKEN} now"}),
    "behind-a-hash": f'"see https://a.test/#/set?token={TOKEN}"',
    "whole": f'"{TOKEN}"\n',
    "two-links": f"https://a.test/?token=other\nhttps://a.test/?token={TOKEN}\r\n",
}


@pytest.mark.starts_process
def test_shell_finds_what_was_found():
    begin = ["W=$(mktemp -d)", *FUNCTIONS.values()]
    lines = []
    for text in BODIES.values():
        quoted = text.replace("'", "'\\''")
        lines += [f"printf %s '{quoted}' > \"$W/body\"", f'echo "$({way_in(text, TOKEN)})"']

    assert printed("\n".join([*begin, *lines])).decode().split() == [TOKEN] * len(BODIES)


@pytest.mark.starts_process
def test_shell_finds_what_headers_hold():
    exchange = an_exchange(headers=(("Set-Cookie", f"sid={TOKEN}; Path=/"), ("X-Token", "t-1")))
    head = f"HTTP/1.1 200 OK\\r\\nset-cookie: sid={TOKEN}; Path=/\\r\\nx-token: t-1\\r\\n"
    ways = [way_to(exchange, TOKEN), way_to(exchange, "t-1")]

    script = [
        "W=$(mktemp -d)",
        *FUNCTIONS.values(),
        f"printf '{head}' > \"$W/head\"",
        *map(str, ways),
    ]

    assert printed("\n".join(script)).decode().split() == [TOKEN, "t-1"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", json.dumps({"t o": TOKEN}), f"before{TOKEN}after", json.dumps({"a'b": TOKEN})],
)
def test_what_nothing_simple_finds_has_no_way(text):
    assert way_in(text, TOKEN) is None


def test_hostile_names_are_no_way():
    assert way_to(an_exchange(headers=(("Set-Cookie", f"$(x)={TOKEN}"),)), TOKEN) is None
