"""Helpers, by URL or by command, and what is said where one fails."""

import pytest

from harness.core.errors import SourceFailed
from harness.redaction.redactor import Redactor
from harness.sources.helper import MOST_WORDS, HelperSource, _head, _tail
from harness.targets.model import Helper
from tests.harness.making import CANARY, python
from tests.harness.wire import http


def code_of(helper):
    return HelperSource(helper, "sso_code", Redactor()).ask({}, "code")


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("print('no json')", "sso_code: answered no JSON"),
        ("print('[' * 100_000)", "sso_code: answered no JSON"),
        ("print('[]')", "sso_code: answered no text 'code'"),
        ("print('{\"code\": 17}')", "sso_code: answered no text 'code'"),
        ('print(\'{"code": ""}\')', "sso_code: answered no text 'code'"),
        ("raise SystemExit('broken\\nhook')", "sso_code: .* ended with 1: broken hook"),
    ],
    ids=["no-json", "deep", "no-object", "no-text", "empty", "failure"],
)
def test_helper_that_fails_is_an_error_in_one_line(code, words):
    with pytest.raises(SourceFailed, match=words):
        code_of(python(code))


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
        code_of(helper)

    assert "\n" not in str(caught.value)


def test_helper_that_refuses_is_an_error_in_its_own_words(wire):
    wire.answers = [http(404, {"error": "no such token"})]

    with pytest.raises(SourceFailed, match=r"answered 404 .*no such token"):
        code_of(Helper(url=wire.url))


def test_helper_is_asked_over_one_connection(wire):
    source = HelperSource(Helper(url=wire.url), "token_ager", Redactor())

    for _ in range(3):
        assert source.ask({}, "token") == "an-access-token"

    assert len(wire.requests) == 3
    assert len(wire.connections) == 1
    source.close()


def test_helper_that_is_asked_once_at_a_time_takes_a_connection_each(wire):
    for _ in range(3):
        HelperSource(Helper(url=wire.url), "token_ager", Redactor()).ask({}, "token")

    assert len(wire.connections) == 3


def test_helpers_redirect_is_not_followed(wire):
    wire.answers = [http(307, {}, f"Location: {wire.url}/elsewhere")]

    with pytest.raises(SourceFailed, match="answered 307"):
        code_of(Helper(url=wire.url))

    assert len(wire.requests) == 1


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


def test_helper_that_leads_elsewhere_is_an_error_in_one_line(wire):
    wire.answers = [http(302, {}, "Location: http://[")]

    with pytest.raises(SourceFailed, match=r"^sso_code: "):
        code_of(Helper(url=wire.url))
