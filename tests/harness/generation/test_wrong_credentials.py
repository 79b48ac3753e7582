"""Near misses and tricks are never the right credentials."""

import pytest

from harness.core.outcomes import Excluded
from harness.generation.wrong_credentials import (
    INJECTIONS,
    NEAR_MISSES,
    id_of,
    leading_part,
    other_case,
    wildcard_email,
)
from tests.harness.making import ACCOUNT, CANARY


@pytest.mark.parametrize("near_miss", NEAR_MISSES, ids=id_of)
def test_near_miss_is_another_password(near_miss):
    assert near_miss("Secret-1") != "Secret-1"


def test_near_misses_are_one_step_away():
    assert {near_miss("Ab1") for near_miss in NEAR_MISSES} == {
        *("aB1", "Ab1 ", "Ab", "Ab1x", ""),
        *("Abx", "ab1", "Ab1\0x"),
    }


@pytest.mark.parametrize(
    ("near_miss", "password"), [(other_case, "1234"), (leading_part, "1")], ids=["case", "part"]
)
def test_password_without_such_a_near_miss_excludes(near_miss, password):
    with pytest.raises(Excluded, match="this password has no such near miss"):
        near_miss(password)


@pytest.mark.parametrize("trick", INJECTIONS, ids=id_of)
def test_trick_is_not_the_account_itself(trick):
    email, password = trick(ACCOUNT)

    assert password
    assert (email, password) != (ACCOUNT.email, ACCOUNT.password)


def test_pattern_for_an_address_comes_with_the_right_password():
    assert wildcard_email(ACCOUNT) == ("%a@acme.test", CANARY)


def test_tricks_differ():
    made = [str(trick(ACCOUNT)) for trick in INJECTIONS]

    assert len(set(made)) == len(made)
