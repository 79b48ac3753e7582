"""Bodies that leave a thing as it was read; none where not all of it was shown."""

import pytest

from harness.operations.as_read import as_read

TEXT = {"type": "string"}
SETTINGS = {"required": ["a"], "properties": {"a": TEXT, "b": TEXT}}


def test_body_that_changes_nothing_is_what_was_read():
    assert as_read(SETTINGS, {"a": "x", "c": 1}) == {"a": "x"}


@pytest.mark.parametrize(
    "now",
    [{"b": "x"}, {"a": "********"}, {"a": {"password": "x"}}, {"a": "x", "b": "••••"}],
    ids=["not-shown", "masked", "a-secret", "masked-otherwise"],
)
def test_what_is_not_shown_whole_can_not_be_sent_back(now):
    assert as_read(SETTINGS, now) is None


def test_secret_that_is_not_shown_can_not_be_sent_back():
    assert as_read({"properties": {"smtp_password": TEXT}}, {}) is None
