"""A password that can't be masked is told of in one line, which does not hold it."""

import pytest

from harness.targets.model import Account
from harness.targets.unmaskable import shown_of, unmaskable
from tests.harness.making import CANARY, a_target


def with_password(password, **changes):
    return a_target(account=Account("qa@acme.test", password), **changes)


@pytest.mark.parametrize("password", ["password", "reports", "Conformant"])
def test_word_of_the_suite_can_not_be_masked(password):
    words = unmaskable(with_password(password))

    assert words
    assert "\n" not in words


@pytest.mark.parametrize("password", [CANARY, "admin1", "short"])
def test_other_password_can(password):
    assert unmaskable(with_password(password)) == ""


@pytest.mark.parametrize(
    "changes", [{"name": "kestrel7"}, {"url": "https://kestrel7.acme.test"}], ids=["name", "url"]
)
def test_what_a_target_is_called_can_not_be_masked(changes):
    assert unmaskable(with_password("kestrel7", **changes))


def test_target_shows_its_name_url_and_address():
    assert {"acme", "qa@acme.test"} < set(shown_of(a_target()))
