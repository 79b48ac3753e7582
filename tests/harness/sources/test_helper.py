"""Helpers, by URL or by command, and what is said where one fails."""

import pytest

from harness.core.errors import SourceFailed
from harness.redaction.redactor import Redactor
from harness.sources.helper import MOST_WORDS, _head, _tail, ask
from harness.targets.model import Helper
from tests.harness.making import CANARY, python
from tests.harness.wire import http


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('no json')", "sso_code: answered no JSON"),
        ("print('[]')", "sso_code: answered no text 'code'"),
        ("print('{\"code\": 17}')", "sso_code: answered no text 'code'"),
        ('print(\'{"code": ""}\')', "sso_code: answered no text 'code'"),
        ("raise SystemExit('broken\\nhook')", "sso_code: .* ended with 1: broken hook"),
    ],
    ids=["no-json", "no-object", "no-text", "empty", "failure"],
)
def test_helper_that_fails_is_an_error_in_one_line(code, words):
    with pytest.raises(SourceFailed, match=words):
        ask(python(code), {}, "code", "sso_code", Redactor())


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("helper", "words"),
    [
        (Helper(command=("no-such-hook",)), "sso_code: .*No such file"),
        (Helper(url="http://127.0.0.1:1"), "sso_code: .*refused"),
    ],
    ids=["command", "url"],
)
def test_helper_that_is_not_there_is_an_error_in_one_line(helper, words):
    with pytest.raises(SourceFailed, match=words) as caught:
        ask(helper, {}, "code", "sso_code", Redactor())

    assert "\n" not in str(caught.value)


def test_helper_that_refuses_is_an_error_in_its_own_words(wire):
    wire.answers = [http(404, {"error": "no such token"})]

    with pytest.raises(SourceFailed, match=r"answered 404 .*no such token"):
        ask(Helper(url=wire.url), {}, "token", "token_ager", Redactor())


def test_secret_that_a_helpers_words_cut_in_two_is_masked():
    redactor = Redactor()
    redactor.register(CANARY, "TOKEN")
    answered = "x" * (MOST_WORDS - 9) + CANARY
    printed = CANARY + "y" * (MOST_WORDS - 9)

    shown = [redactor.mask(_head(answered)), redactor.mask(_tail(printed))]

    assert shown == [
        "x" * (MOST_WORDS - 9) + "$TOKEN…",
        "…$TOKEN" + "y" * (MOST_WORDS - 9),
    ]
