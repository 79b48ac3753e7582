"""A script that repeats a failure: what it sends is what was sent, and nothing of it is secret."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.redaction.visible import visible
from harness.steps import script
from tests.harness.making import ACCOUNT, CANARY, URL, an_exchange
from tests.harness.steps.playing import EMAIL, ID, RESET, TOKEN, TOLD, Played
from tests.harness.steps.shell import run, sent_by, what_curl_gets

SET = {"EMAIL": ACCOUNT.email, "PASSWORD": ACCOUNT.password}
HOSTILE = [
    b"it's $HOME `x` $(x) \\ \"",
    b"\0\xff\n\r\n",
    b"x" * 9_000,
    "é💥\u202e".encode(),
    b"@/etc/passwd",
    b"--help",
    b'{"a": "\\u0000\\"\n"}',
]


@pytest.mark.starts_process
@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_body_is_sent_byte_for_byte(tmp_path, body):
    played = Played()
    played.exchange("login", sent=body, status=500, generated=True)

    (words,) = what_curl_gets(played.script(), tmp_path)

    assert sent_by(words)[0::3] == (b"POST", body)
    assert b"Content-Type: application/json" in sent_by(words)[2]


BODIES = st.binary(min_size=1, max_size=80) | st.text(min_size=1, max_size=40).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


@pytest.mark.starts_process
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(BODIES, st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20))
def test_anything_is_sent_as_it_was(tmp_path, body, path):
    played = Played()
    sent = "/users/" + quote(path, safe="!$&'()*+,;=:@~`|^{}\"<>")
    played.exchange("login", sent=body, path=sent, status=500, generated=True)

    (words,) = what_curl_gets(played.script(), tmp_path)

    assert sent_by(words)[1::2] == ((URL + sent).encode(), body)


@pytest.mark.starts_process
@pytest.mark.parametrize("password", ["a'b\"c\\$x", "plain-5TqZ8rXw", "blank end "])
def test_password_is_sent_as_json_whatever_it_holds(tmp_path, password):
    played = Played()
    played.log_in()

    (words,) = what_curl_gets(played.script(), tmp_path, EMAIL=ACCOUNT.email, PASSWORD=password)

    escaped = password.replace("\\", "\\\\").replace('"', '\\"')
    assert sent_by(words)[3] == f'{{"email": "{ACCOUNT.email}", "password": "{escaped}"}}'.encode()


def test_steps_are_numbered_in_their_order_and_only_what_is_needed():
    played = Played()
    played.log_in("another-5TqZ8rXw2")
    played.exchange("listUsers", [], token="another-5TqZ8rXw2")
    played.log_in()
    played.exchange(None, {}, token=TOKEN)

    text = played.script()

    assert [line for line in text.splitlines() if line.startswith("# 1.")] == [
        "# 1. POST /users/login: log in as the account (answered 200)"
    ]
    words = "# 2. GET of a path that is not in the pages, with the token of step 1 (answered 200"
    assert words in text
    assert "listUsers" not in text


def test_values_come_from_the_answers_that_gave_them():
    text = Played.of_a_reset().script()

    assert "TOKEN=$(member token)" in text
    assert "ID=$(member id)" in text
    assert "RESET_TOKEN=$(linked reset_token)" in text
    assert "meiro-contracts-'\"$RUN\"'-1@acme.test" in text
    assert "# Set first: EMAIL, PASSWORD." in text


def test_users_are_removed_at_the_end():
    assert 'MADE="$MADE $(member id)"' in Played.of_a_reset().script()
    assert "remove_made" not in Played().scripts.of(TOLD, Played().log_in())


def test_script_holds_no_secret():
    password = "made-up-5TqZ8r-aA1!"
    text = Played.of_a_reset(password).script()

    assert [each for each in (CANARY, TOKEN, RESET, ID, password) if each in text] == []
    assert "Something secret" not in text


@pytest.mark.parametrize(
    "place",
    [
        {"path": f"/users/{quote(RESET)}"},
        {"path": f"/users?token={RESET}&x=1"},
        {"path": "/users/" + "".join(f"%{ord(each):02X}" for each in RESET)},
        {"token": f"Bearer {RESET}"},
        {"sent": {"deep": [{"x": f"see {RESET}"}]}},
        {"sent": b'{"x": "' + "".join(f"\\u{ord(e):04x}" for e in RESET).encode() + b'"}'},
    ],
    ids=["path", "query", "percent", "header", "json", "escaped"],
)
def test_no_secret_of_unknown_origin_is_told_wherever_it_stands(place):
    played = Played()
    played.redactor.register(RESET, "RESET_TOKEN")
    played.exchange("listUsers", [], **place)

    text = played.script()

    assert played.redactor.mask(text) == text
    assert RESET not in text


def test_cookie_is_taken_from_the_answer_that_set_it():
    played = Played()
    played.exchange("login", {}, headers=(("Set-Cookie", f"sid={RESET}; Path=/"),), sent={"a": "b"})
    request = an_exchange(None).request
    cookie = (("Cookie", f"sid={RESET}"),)
    played.trace.note(an_exchange(None, request=type(request)("GET", f"{URL}/x", cookie, None)))

    text = played.script()

    assert "SID=$(cookie sid)" in text
    assert "-H 'Cookie: sid='\"$SID\"" in text


def test_words_of_others_are_comments_of_one_line():
    told = TOLD._replace(came="200\nrm -rf /\n'; touch owned; '\x1b[31m")
    played = Played()
    played.log_in()

    text = played.script(told=told)

    assert "# came     200 rm -rf / '; touch owned; '\\x1b[31m" in text
    assert visible(text) == text


def test_token_made_older_says_by_how_much():
    played = Played(token_ager=None)
    played.log_in()
    played.trace.note_aged(TOKEN, timedelta(hours=8, minutes=1), "older-5TqZ8rXw2L")
    played.exchange(None, {}, token="older-5TqZ8rXw2L")

    assert "# 2. make the token of step 1 older by 8 h 1 min" in played.script()


def test_one_that_is_too_long_is_none(monkeypatch):
    monkeypatch.setattr(script, "LARGEST", 100)
    played = Played()
    played.log_in()

    assert played.script() == ""


def test_nothing_is_made_of_no_exchange():
    assert Played().scripts.of(TOLD, None) == ""


@pytest.mark.starts_process
def test_secrets_that_are_not_set_are_named():
    played = Played()
    played.log_in()

    done = run(played.script(), EMAIL="qa@acme.test")

    assert done.returncode != 0
    assert b"PASSWORD" in done.stderr


def test_answer_that_nothing_tells_is_left_to_the_reader():
    played = Played()
    played.log_in()

    text = played.script(told=TOLD._replace(expected="users in order"))

    assert "compare this with what is expected'\nexit 3" in text  # 2 is: not repeated
    assert EMAIL not in text
