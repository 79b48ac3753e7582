"""A password that the suite writes of itself is told from one that it does not."""

import platform
from importlib.machinery import ModuleSpec
from pathlib import PurePath

import pytest

from harness.redaction import own_words
from harness.redaction.own_words import is_own_word, own_words_that_are
from tests.harness.making import CANARY


@pytest.mark.parametrize(
    "word", ["password", "reports", "conformant", "Unproven", "testcase", "collected", "exchanges"]
)
def test_word_of_the_suite_is_one(word):
    assert "plain" in own_words_that_are(word)
    assert "base64" not in own_words_that_are(word)


@pytest.mark.parametrize("word", [CANARY, "admin1", "Tr0ub4dor&3", "kestrel7"])
def test_other_word_is_none(word):
    assert own_words_that_are(word) == frozenset()


def test_word_that_becomes_one_is_looked_for_as_it_is():
    assert own_words_that_are("drowssap") == {"reversed"}


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("documented", True),
        ("refused-not-crashed", True),
        ("request_body", True),
        ("Answers", True),
        (CANARY, False),
        ("gooseberry", False),
        ("an-access-token", False),
        ("token.lives-8h", True),
        ("123456", False),
    ],
)
def test_word_that_the_suite_writes_is_one_by_its_letters(value, is_one):
    assert is_own_word(value) is is_one


def test_what_else_is_shown_counts():
    assert own_words_that_are("kestrel7", ["https://kestrel7.acme.test/api"])
    assert own_words_that_are(platform.platform())


WRITERS = {
    "_pytest/junitxml.py",
    "contracts/test_login.py",
    "core/outcomes.py",
    "harfile/_models.py",
    "openapi/me.yaml",
    "pytest_html/report.py",
    "pytest_metadata/plugin.py",
    "resources/style.css",
    "spec/rules.toml",
    "templates/card.html",
    "templates/page.css",
    "templates/page.js",
    "xdist/dsession.py",
}


def test_words_are_those_of_all_that_writes():
    read = {f"{file.parent.name}/{file.name}" for file in own_words._files()}

    assert WRITERS - read == set()
    assert "_pytest/fixtures.py" not in read


@pytest.mark.parametrize("found", [None, ModuleSpec("any", None)], ids=["missing", "one-file"])
def test_what_writes_may_be_missing(monkeypatch, found):
    monkeypatch.setattr(own_words, "find_spec", lambda _: found)

    assert {PurePath(each).suffix for each in own_words._files()} >= {".py", ".toml", ".yaml"}


def test_half_a_character_is_no_word():
    assert own_words_that_are("half-a-\ud83d") == frozenset()
