"""Near misses and tricks are never the right credentials."""

import hashlib
import re
import unicodedata
from dataclasses import replace

import pytest

from harness.core.outcomes import Excluded
from harness.generation import wrong_credentials as wrong
from harness.generation.wrong_credentials import (
    INJECTIONS,
    NEAR_MISSES,
    expression_email,
    id_of,
    leading_part,
    other_case,
    wildcard_email,
)
from harness.run.settings import Depth, Generation
from harness.run.turns import Turns
from tests.harness.making import ACCOUNT, CANARY


@pytest.mark.parametrize("near_miss", NEAR_MISSES, ids=id_of)
def test_near_miss_is_another_password(near_miss):
    assert near_miss("Secret-1") != "Secret-1"


def test_near_misses_are_one_step_away():
    one_step = [each for each in NEAR_MISSES if each not in {wrong.hashed, wrong.kept_otherwise}]
    assert {near_miss("Ab1") for near_miss in one_step} == {
        *("aB1", "Ab1 ", "Ab", '"Ab1"', "'Ab1'", "{Ab1}", ""),
        *("Abx", "ab1", "Ab1\0x", "%41b1", "Ab1<b>", "Ab1é", "\u0141b1"),
    }


@pytest.mark.parametrize(
    ("near_miss", "password"), [(other_case, "1234"), (leading_part, "1")], ids=["case", "part"]
)
def test_password_without_such_a_near_miss_excludes(near_miss, password):
    with pytest.raises(Excluded, match="no such near miss"):
        near_miss(password)


ADDRESS, PASSWORD = "isabel@acme.test", "A-password-of-1-user"


@pytest.mark.parametrize(
    ("near_miss", "made"),
    [
        (wrong.other_domain, r"isabel@meiro-contracts-\w{8}\.example\.com"),
        (wrong.of_other_width, "\uff49sabel@acme.test"),
        (wrong.dotted, r"i\.sabel@acme\.test"),
        (wrong.sub_domain, r"isabel@meiro-contracts-\w{8}\.acme\.test"),
        (wrong.longer_domain, r"isabel@acme\.test\.meiro-contracts-\w{8}\.example\.com"),
        (wrong.shorter_domain, r"isabel@acme\.tes"),
        (wrong.first_of_two, r"isabel@acme\.test,meiro-contracts-\w{8}@example\.com"),
        (wrong.address_behind_a_null, r"isabel@acme\.test\x00meiro-contracts-\w{8}"),
        (wrong.of_other_case_mapping, "\u0131sabel@acme.test"),
        (wrong.accented, "ísabel@acme.test"),
        (wrong.in_cyrillic, "\u0456sabel@acme.test"),
        (wrong.address_percent_encoded, "%69sabel@acme.test"),
    ],
    ids=lambda each: id_of(each) if callable(each) else "",
)
def test_near_miss_of_an_address_is_one_step_away(near_miss, made):
    assert re.fullmatch(made, near_miss(ADDRESS))


def test_every_near_miss_of_an_address_is_tried_on_another():
    assert all(near_miss(ADDRESS) != ADDRESS for near_miss in wrong.ADDRESSES)
    assert unicodedata.normalize("NFKC", wrong.of_other_width(ADDRESS)) == ADDRESS
    assert wrong.of_other_case_mapping(ADDRESS).upper() == ADDRESS.upper()


@pytest.mark.parametrize(
    ("near_miss", "email"),
    [
        (wrong.dotted, "isabel@gmail.com"),
        (wrong.dotted, "i@acme.test"),
        (wrong.of_other_case_mapping, "qa@acme.test"),
        (wrong.in_cyrillic, "qu@acme.test"),
        (wrong.sub_domain, "isabel"),
    ],
)
def test_address_without_such_a_near_miss_excludes(near_miss, email):
    with pytest.raises(Excluded, match="no such near miss"):
        near_miss(email)


@pytest.mark.parametrize("near_miss", [wrong.in_cyrillic, wrong.with_markup], ids=id_of)
def test_quick_run_tries_fewer(run, near_miss):
    run.generation = Generation(Depth.QUICK)

    with pytest.raises(Excluded, match="--depth standard"):
        wrong.made(near_miss, ADDRESS, run)
    assert wrong.made(wrong.other_case, "Ab1", run) == "aB1"


def test_password_is_written_as_it_may_be_kept(run_of):
    made = set()
    for seed in range(20):
        run = run_of(depth=Depth.STANDARD, seed=seed)
        found = wrong.made(wrong.kept_otherwise, PASSWORD, run)
        made.add(found)
        assert found not in run.redactor.mask(f"a {found}")

    assert made == {kept(PASSWORD) for kept in wrong.KEPT.values()}
    assert hashlib.sha256(PASSWORD.encode()).hexdigest() == wrong.made(wrong.hashed, PASSWORD, run)


@pytest.mark.parametrize("decoration", wrong.DECORATIONS.values(), ids=wrong.DECORATIONS)
def test_decorated_password_holds_the_right_one(decoration):
    assert decoration("Ab1{}") != "Ab1{}"
    assert "Ab1{}" in decoration("Ab1{}")


def test_seed_decides_whose_turn_it_is_to_decorate(run):
    made = set()
    for seed in range(40):
        run.turns = Turns(seed)
        made.add(wrong.made(wrong.decorated, "Ab1", run))

    assert len(made) > len(wrong.DECORATIONS) // 2


@pytest.mark.parametrize("trick", INJECTIONS, ids=id_of)
def test_trick_is_not_the_account_itself(trick):
    email, password = trick(ACCOUNT)

    assert password
    assert (email, password) != (ACCOUNT.email, ACCOUNT.password)


def test_pattern_for_an_address_comes_with_the_right_password():
    assert wildcard_email(ACCOUNT) == ("%a@acme.test", CANARY)


@pytest.mark.parametrize(
    ("email", "expression"),
    [
        ("qa+one@acme.test", "qa.one@acme.test"),
        ("anna@acme.test", "a.na@acme.test"),
        ("qa@acme.test", ".a@acme.test"),
        ("a@acme.test", ".@acme.test"),
    ],
)
def test_expression_matches_the_address(email, expression):
    made, password = map(str, expression_email(replace(ACCOUNT, email=email)))

    assert (made, password) == (expression, CANARY)
    assert re.fullmatch(made, email)


def test_tricks_differ():
    made = [str(trick(ACCOUNT)) for trick in INJECTIONS]

    assert len(set(made)) == len(made)
