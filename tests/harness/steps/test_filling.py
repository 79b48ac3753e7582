"""Requests with names in the place of values."""

from __future__ import annotations

from urllib.parse import quote

from harness.steps.disguise import Disguise
from harness.steps.filling import Filling
from harness.steps.quoting import word
from tests.harness.making import ACCOUNT, CANARY, URL
from tests.harness.steps.playing import EMAIL, TOKEN, Played


def filling(played):
    return Filling(played.origins, played.redactor, Disguise())


def body(played, made):
    return word(filling(played).of(made, len(played.trace.events) - 1).body)


def test_account_stands_there_by_name():
    played = Played()

    assert body(played, played.log_in()) == (
        '\'{"email": "\'"$EMAIL"\'", "password": "\'"$(in_json "$PASSWORD")"\'"}\''
    )


def test_wrong_password_is_made_of_the_right_one():
    played = Played()
    wrong = CANARY.swapcase()
    played.redactor.register(wrong, "PASSWORD")
    made = played.exchange("login", sent={"email": ACCOUNT.email, "password": wrong})

    shown = body(played, made)

    assert "tr 'A-Za-z' 'a-zA-Z'" in shown
    assert wrong not in shown


def test_wrong_password_that_shares_nothing_is_another_literal():
    played = Played()
    played.redactor.register("made-up-7Yk2Lp-9", "PASSWORD")
    made = played.exchange("login", sent={"email": "x", "password": "made-up-7Yk2Lp-9"})

    shown = body(played, made)

    assert "made-up-7Yk2Lp-9" not in shown
    assert "$PASSWORD" not in shown


def test_word_that_is_no_secret_stands_there_as_it_is():
    played = Played()
    made = played.exchange("login", sent={"email": "x", "password": "no-such-password"})

    assert "no-such-password" in body(played, made)


def test_things_of_the_run_are_made_anew():
    played = Played()
    fill = filling(played)
    made = played.exchange("inviteUser", sent={"email": EMAIL.upper()}, path=f"/{quote(EMAIL)}")

    filled = fill.of(made, 0)

    assert word(filled.body).count('"$RUN"') == word(filled.url).count('"$RUN"') == 1
    assert [each.partition("=")[0] for each in fill.beginnings()] == ["RUN"]


def test_url_begins_with_that_of_the_instance():
    played = Played()
    made = played.exchange("login", path=f"/x?e={quote(ACCOUNT.email, safe='')}")

    url = word(filling(played).of(made, 0).url)

    assert url == '"$URL"\'/x?e=\'"$(in_url "$EMAIL")"'
    assert URL not in url


def test_names_of_values_differ():
    fill = filling(Played())

    names = [
        fill.name(f"value-{at}", way)
        for at, way in enumerate(["member token", "member token", "", "cookie x"])
    ]

    assert names == ["TOKEN", "TOKEN_2", "VALUE", "THE_X"]
    assert fill.name("value-0", "member other") == "TOKEN"


def test_forged_token_that_can_not_be_told_has_to_be_set():
    played = Played()
    played.log_in()
    forged = "x" + TOKEN[3:12] + "-y-" + TOKEN[13:20] + "zz"
    played.redactor.register(forged, "TOKEN", is_real=False)
    made = played.exchange(None, token=forged)
    fill = filling(played)

    headers = [word(value) for _, value in fill.of(made, 1).headers]

    assert '"$FORGED"' in headers
    assert fill.wanted() == ["FORGED"]
