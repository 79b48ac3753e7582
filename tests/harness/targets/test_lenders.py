"""Targets that have their tokens from elsewhere: read, or refused in one line."""

import pytest

from harness.core.errors import BadTarget
from harness.targets.file import read_file
from tests.harness.making import CANARY

LENDER = """
[targets.lender]
url = "https://lender.test"
product = "me"
account = { email = "qa@acme.test", password = "env:THE_PASSWORD" }
token_ager = { url = "http://127.0.0.1:1/age" }
"""
BORROWER = """
[targets.borrower]
url = "https://acme.test"
product = "mi"
"""


@pytest.fixture(autouse=True)
def _secrets(monkeypatch):
    monkeypatch.setenv("THE_PASSWORD", CANARY)
    monkeypatch.setenv("THE_TOKEN", CANARY)


def read(tmp_path, text, *names):
    file = tmp_path / "targets.toml"
    file.write_text(text)
    return read_file(file, names)


def test_tokens_come_from_a_target_that_need_not_be_chosen(tmp_path):
    text = LENDER + BORROWER + 'tokens_from = "lender"'

    found = read(tmp_path, text, "borrower")

    assert list(found) == ["borrower"]
    borrower, lender = found["borrower"], found["borrower"].tokens_from
    assert lender is not None
    assert lender.name == "lender"
    assert borrower.account is None
    assert borrower.owner == lender.account
    assert borrower.ager == lender.token_ager
    assert CANARY in borrower.passwords()
    assert CANARY not in repr(borrower)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BORROWER + 'tokens_from = "nobody"', "'nobody' is unknown"),
        (LENDER + BORROWER + 'tokens_from = "lendr"', "did you mean 'lender'?"),
        (BORROWER + 'tokens_from = "borrower"', "in a circle: borrower -> borrower"),
        (
            BORROWER + 'tokens_from = "b"\n[targets.b]\nurl = "https://b.test"\nproduct = "me"\n'
            'tokens_from = "borrower"',
            "in a circle: borrower -> b -> borrower",
        ),
        (
            BORROWER + 'tokens_from = "b"\n[targets.b]\nurl = "https://b.test"\nproduct = "me"',
            "'b' has no account to log in with",
        ),
        (
            LENDER.replace("account", 'effects = "read"\naccount', 1)
            + BORROWER
            + 'tokens_from = "lender"',
            'allows no log-ins: effects = "read"',
        ),
        (BORROWER + "tokens_from = 7", "tokens_from: is a text"),
        (BORROWER + 'token = "bare-token"', "a bare secret is refused"),
        (BORROWER + 'token = "env:NOT_SET"', "NOT_SET is not set"),
        (
            LENDER + BORROWER + 'tokens_from = "lender"\ntoken = "env:THE_TOKEN"',
            "tokens_from and token exclude each other",
        ),
        (
            BORROWER + 'token = "env:THE_TOKEN"\ntoken_ager = { url = "http://127.0.0.1:1" }',
            "token_ager would age the one token",
        ),
        (BORROWER + "values = { a = true }", "values.a: is a text or a number"),
        (BORROWER + "values = { a = [1] }", "values.a: is a text or a number"),
        (BORROWER + 'values = "a"', "values: is a table"),
        (BORROWER + 'docs_url = "docs"', "docs_url: is an http or https URL"),
    ],
)
def test_what_gives_no_tokens_is_refused_in_one_line(tmp_path, text, words):
    with pytest.raises(BadTarget) as caught:
        read(tmp_path, text, "borrower")

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert CANARY not in str(caught.value)


def test_token_values_and_pages_are_read(tmp_path):
    text = BORROWER + (
        'token = "env:THE_TOKEN"\ndocs_url = "https://docs.test/"\n'
        '[targets.borrower.values]\nsegment_id = 42\nname = "a b"'
    )

    borrower = read(tmp_path, text)["borrower"]

    assert borrower.token == CANARY
    assert CANARY not in repr(borrower)
    assert borrower.values == {"segment_id": "42", "name": "a b"}
    assert borrower.docs_url == "https://docs.test"
    assert ("url", "https://acme.test") in borrower.urls_of_secrets()
