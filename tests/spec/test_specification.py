"""What the pages say of a product's API, as the harness asks for it."""

from dataclasses import replace

import pytest

from spec import specification


@pytest.mark.parametrize(
    ("scheme", "headers", "sent"),
    [
        ("", [("x-access-token", "abc"), ("Accept", "xyz")], ["abc"]),
        ("", [("X-Access-Token", "")], [""]),
        ("", [("X-Access-Token", "Bearer abc")], ["Bearer abc"]),
        ("Bearer", [("X-Access-Token", "bearer abc"), ("X-Access-Token", "def")], ["abc", "def"]),
        ("Bearer", [("Authorization", "Bearer abc")], []),
    ],
)
def test_tokens_are_those_of_their_own_header(scheme, headers, sent):
    spec = replace(specification.load("me"), token_scheme=scheme)

    assert spec.tokens_sent(headers) == sent
