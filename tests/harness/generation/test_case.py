"""What a case of generated input says of itself."""

import pytest

from harness.generation.case import Case


@pytest.mark.parametrize(
    ("body", "media_type", "is_nobody"),
    [
        (b"null", None, True),
        (b"", None, True),
        (b"{", None, True),
        (b"[" * 100_000, None, True),
        (b'{"email": null}', None, True),
        (b'{"email": ["a@acme.test"]}', None, True),
        (b'{"email": {"$gt": ""}}', None, True),
        (b'{"email": 17}', None, False),
        (b'{"email": "a"}', None, False),
        (b"email=a", "application/x-www-form-urlencoded", False),
    ],
)
def test_body_that_names_nobody(body, media_type, is_nobody):
    assert Case("inviteUser", "", body, media_type).names_nobody is is_nobody
