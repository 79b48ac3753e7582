"""Secrets are known by what holds them, masked in logs, and looked for in all that was written."""

from __future__ import annotations

import base64
import json
import logging
from urllib.parse import quote

import pytest

from harness.http.secrets import secrets_in, secrets_sent
from harness.redaction.logs import start_masking
from harness.redaction.scan import leaking
from tests.harness.making import CANARY, an_exchange
from tests.harness.wire import http

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJl"


@pytest.mark.parametrize("name", ["token", "access_token", "refreshToken", "jwt", "apiKey"])
def test_member_that_is_called_like_a_secret_is_one(name):
    found = secrets_in(an_exchange(json={"a": [{name: CANARY}]}))

    assert (CANARY, name.upper()) in found


@pytest.mark.parametrize(
    "json",
    [
        {"message": CANARY},
        {"token_error": "Token is too old for refresh"},
        {"is_token_valid": True},
        {"tokens": 17},
        {"code": "success"},
    ],
)
def test_other_members_are_none(json):
    assert not secrets_in(an_exchange(json=json))


@pytest.mark.parametrize("json", [{"code": "Unauthorized"}, {"token": "invalid"}, {"code": "E42"}])
def test_words_of_a_refusal_are_no_secrets(json):
    assert not secrets_in(an_exchange(status=401, json=json))


def test_refusal_that_holds_what_looks_like_a_secret_holds_one():
    assert (CANARY, "TOKEN") in secrets_in(an_exchange(status=401, json={"token": CANARY}))


RAW = "ab%2Fcd%2Bef0123=="


@pytest.mark.parametrize(
    ("link", "values"),
    [
        (f"https://acme.test/?reset_token={RAW}", {RAW, "ab/cd+ef0123=="}),
        (f"https://acme.test/#/set?email=a&reset_token={CANARY}", {CANARY}),
        (f"https://acme.test/set/{CANARY}", {CANARY}),
        (f"https://acme.test/#code={CANARY}", {CANARY}),
    ],
    ids=["encoded", "fragment", "path", "bare fragment"],
)
def test_secret_of_a_link_is_one_as_it_stands_and_decoded(link, values):
    found = {value for value, _ in secrets_in(an_exchange(json={"user_invitation_link": link}))}

    assert values <= found


@pytest.mark.parametrize(
    "header",
    [
        ("Location", f"/welcome?token={CANARY}"),
        ("Refresh", f"0; url=https://acme.test/?code={CANARY}"),
        ("X-Auth-Token", CANARY),
        ("Set-Cookie", f"session={CANARY}; Path=/"),
    ],
    ids=lambda header: header[0],
)
def test_header_may_hold_a_secret(header):
    assert CANARY in {value for value, _ in secrets_in(an_exchange(headers=(header,)))}


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "access_token=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0"),
        ("Content-Type", "application/json; charset=utf-8"),
        ("X-Token-Type", "bearer"),
    ],
    ids=lambda header: header[0],
)
def test_header_that_gives_nothing_away_holds_none(header):
    assert not secrets_in(an_exchange(headers=(header,)))


def test_body_that_is_a_token_is_a_secret():
    assert (CANARY, "TOKEN") in secrets_in(an_exchange(json=CANARY))


def test_jwt_is_a_secret_wherever_it_stands():
    assert (JWT, "TOKEN") in secrets_in(an_exchange(body=f"<p>your token: {JWT}</p>".encode()))


def test_what_is_sent_where_a_secret_belongs_is_one():
    found = secrets_sent(
        {"X-Access-Token": CANARY}, b'{"password": "almost-right-one"}', "X-Access-Token"
    )

    assert {value for value, _ in found} == {CANARY, "almost-right-one"}


FORMS = {
    "plain": f"leak: {CANARY};",
    "quoted": quote(f"{CANARY}+/="),
    "base64": base64.b64encode(CANARY.encode()).decode(),
    "broken": f"{CANARY[:12]}\n    {CANARY[12:]}",
    "glued": f"x{CANARY}x",
}


@pytest.mark.parametrize("form", FORMS)
def test_file_with_a_secret_is_named(tmp_path, form):
    file = tmp_path / "report.html"
    file.write_text(FORMS[form])

    assert leaking([file], [], [CANARY]) == [file]
    if form != "glued":
        assert leaking([file], [CANARY], []) == [file]


def test_file_without_a_secret_is_not_named(tmp_path):
    file = tmp_path / "report.html"
    file.write_text(f"masked: $TOKEN {CANARY[:-1]}")

    assert leaking([file, tmp_path / "missing"], [CANARY, "short"], [CANARY]) == []


def test_log_records_are_masked_as_they_are_made(caplog):
    logger = logging.getLogger("a-plugin")
    stop = start_masking(lambda text: text.replace(CANARY, "$TOKEN"))
    try:
        logger.warning("sent %s", CANARY)
        logger.error("failed", exc_info=ValueError(CANARY))
    finally:
        stop()
    logger.warning("after %s", "it")

    assert CANARY not in caplog.text
    assert "sent $TOKEN" in caplog.text
    assert "after it" in caplog.text


def test_secret_that_the_instance_gave_is_looked_for_at_the_end(run, wire):
    wire.answers = [http(200, {"token": f"another-{CANARY}"})]
    run.redactor.take_new()

    run.api.login("qa@acme.test", "a made-up password")

    assert run.redactor.take_new() == [f"another-{CANARY}"]


def test_what_the_instance_repeats_of_a_request_is_not(run, wire):
    wire.answers = [http(400, {"token": "nonsense that was sent"})]
    run.redactor.take_new()

    run.api.refresh("nonsense that was sent")

    assert run.redactor.take_new() == []
    assert run.redactor.mask("nonsense that was sent") == "$TOKEN"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"log": f"line\n{CANARY}\tend"}),
        json.dumps({"log": json.dumps(CANARY)}),
        f"E   b'x {CANARY[:9]}'\nE          b'{CANARY[9:]}'",
        json.dumps(f"b'x {CANARY[:9]}'\n b'{CANARY[9:]}'"),
    ],
    ids=["own line", "json in json", "locals", "locals in json"],
)
def test_secret_is_found_behind_what_is_none_of_its_letters(tmp_path, text):
    file = tmp_path / "results.json"
    file.write_text(text)

    assert leaking([file], [CANARY], []) == [file]


def test_exchange_shows_neither_bodies_nor_headers():
    shown = repr(an_exchange(json={"token": CANARY}, headers=(("X-Access-Token", CANARY),)))

    assert CANARY not in shown


def test_secret_that_is_a_word_is_masked_and_not_looked_for(run, wire):
    wire.answers = [http(200, {"token": "expired"})]
    run.redactor.take_new()

    run.api.login("qa@acme.test", "a made-up password")

    assert run.redactor.mask("the token expired") == "the token $TOKEN"
    assert run.redactor.take_new() == []
