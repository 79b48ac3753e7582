"""What a failure rests on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.sources.mail import Message
from harness.steps import slicing
from harness.steps.slicing import sliced
from tests.harness.steps.playing import EMAIL, ID, RESET, TOKEN, Played


def part(played, failing=None, *, after=False):
    last = len(played.trace.events) - 1
    return sliced(played.origins, last if failing is None else failing, looks_after=after)


def test_log_in_that_gave_the_token_comes_before():
    played = Played()
    played.log_in("other-5TqZ8rXw2LmN")
    played.log_in()
    played.trace.begin()
    played.exchange(None, token=TOKEN)

    assert part(played).events == [1, 2]


def test_what_the_contract_did_to_the_token_is_taken_along():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.exchange("logout", token=TOKEN)
    played.exchange("listUsers", [])
    played.exchange(None, token=TOKEN)

    assert part(played).events == [0, 1, 3]


def test_log_out_of_the_token_is_taken_along_whoever_sent_it():
    played = Played()
    played.log_in()
    played.exchange("logout", token=TOKEN)
    played.trace.begin()
    played.exchange("listUsers", [], token=TOKEN)

    assert part(played).events == [0, 1, 2]


def test_log_out_that_was_refused_or_is_of_another_token_is_left_out():
    played = Played()
    played.log_in()
    played.exchange("logout", token=TOKEN, status=401)
    played.exchange("logout", token="other-5TqZ8rXw2LmN")
    played.trace.begin()
    played.exchange("listUsers", [], token=TOKEN)

    assert part(played).events == [0, 3]


def test_what_changed_a_user_is_taken_along_whoever_did_it():
    played = Played()
    played.log_in()
    played.invite()
    played.link()
    played.reset("made-up-5TqZ8rXw")
    played.exchange("listUsers", [], token=TOKEN)
    played.trace.begin()
    played.exchange("login", {}, sent={"email": EMAIL, "password": "made-up-5TqZ8rXw"})

    assert part(played).events == [0, 1, 2, 3, 5]


def test_search_rests_on_its_own_request_alone():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.exchange("listUsers", [], token=TOKEN, generated=True)
    played.exchange("listUsers", [], token=TOKEN, generated=True)

    assert part(played).events == [0, 2]


def test_what_was_asked_of_the_same_user_afterwards_shows_what_was_done():
    played = Played()
    played.log_in()
    played.invite()
    played.link()
    played.reset("made-up-5TqZ8rXw")
    played.exchange("login", {}, sent={"email": EMAIL, "password": "made-up-5TqZ8rXw"})

    assert part(played, 3, after=True).after == {4}
    assert part(played, 3).after == frozenset()


def test_token_of_the_same_text_is_made_older_all_the_same():
    played = Played()
    played.log_in()
    played.trace.note_aged(TOKEN, timedelta(hours=9), TOKEN)
    played.exchange(None, token=TOKEN)

    assert part(played).events == [0, 1, 2]


def test_mail_comes_with_what_asked_for_it():
    played = Played()
    played.exchange("sendForgotPasswordEmail", {}, sent={"email": EMAIL})
    said = f"https://acme.test/?reset_token={RESET}"
    played.trace.note_mail(Message(frozenset({EMAIL}), "Reset", said, ""))
    played.exchange("resetPassword", sent={"email": EMAIL, "password": "x", "token": RESET})

    assert part(played).events == [0, 1, 2]


def test_too_many_steps_are_cut_to_what_changed_something(monkeypatch):
    monkeypatch.setattr(slicing, "MOST", 3)
    played = Played()
    played.trace.begin()
    played.log_in()
    for _ in range(5):
        played.exchange(None, token=TOKEN)

    assert part(played).events == [0, 5]


def of_one_that_is_gone(status):
    other = "5e9bd8b0-6e3f-4d0b-9a6e-51c9d7f0a3b4"
    played = Played()
    played.log_in()
    played.invite()
    made = {"id": other, "email": EMAIL.replace("-1@", "-2@")}
    played.exchange("inviteUser", made, token=TOKEN, sent={"email": made["email"]})
    played.exchange("deleteUser", {}, token=TOKEN, path=f"/users/{other}")
    played.trace.begin()
    played.exchange("getUser", {}, token=TOKEN, path=f"/users/{ID}", status=status)
    return part(played).events


def test_what_is_gone_may_have_gone_with_another_that_was_deleted():
    assert of_one_that_is_gone(404) == [0, 1, 2, 3, 4]


def test_what_is_there_has_not_gone_with_another():
    assert of_one_that_is_gone(403) == [0, 1, 4]


def test_what_was_never_there_has_not_gone_with_another():
    played = Played()
    played.log_in()
    played.exchange("deleteUser", {}, token=TOKEN, path=f"/users/{ID}")
    played.trace.begin()
    played.exchange("getUser", {}, token=TOKEN, path="/users/x", status=404)

    assert part(played).events == [0, 2]


def test_refused_token_rests_on_the_deletion_of_another_user_while_it_lived():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.invite()
    played.exchange("deleteUser", token=TOKEN, path=f"/users/{ID}")
    played.exchange(None, token=TOKEN, status=401)

    assert part(played).events == [0, 1, 2, 3]


def test_deletion_of_another_contract_says_nothing_of_a_refused_token():
    played = Played()
    played.log_in()
    played.invite()
    played.exchange("deleteUser", token=TOKEN, path=f"/users/{ID}")
    played.trace.begin()
    played.exchange(None, token=TOKEN, status=401)

    assert part(played).events == [0, 3]


def test_what_is_judged_later_rests_on_the_contract_that_did_it():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.invite()
    played.exchange("deleteUser", token=TOKEN, path=f"/users/{ID}")
    played.exchange(None, token=TOKEN, status=401)
    played.trace.begin()
    played.exchange("listUsers", [], token=TOKEN)

    assert part(played, 3).events == [0, 1, 2, 3]


def test_log_in_of_a_third_user_has_no_part_in_a_deletion():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.invite()
    played.exchange("login", {"token": "other-5TqZ8rXw2LmN"}, sent={"email": "third@acme.test"})
    played.exchange("deleteUser", token=TOKEN, path=f"/users/{ID}")
    played.exchange(None, token=TOKEN, status=401)

    assert part(played).events == [0, 1, 3, 4]


def test_look_that_a_later_one_repeats_is_left_out():
    played = Played()
    played.trace.begin()
    played.log_in()
    played.exchange("listUsers", {"users": [1]}, token=TOKEN, path="/users?offset=1")
    played.exchange("listUsers", {"users": [2]}, token=TOKEN)
    played.exchange("listUsers", {"users": [1]}, token=TOKEN, path="/users?offset=1")

    assert part(played).events == [0, 2, 3]


@pytest.mark.parametrize("answer", [[1], [2]], ids=["change-between", "another-answer"])
def test_look_before_a_change_or_with_another_answer_stays(answer):
    played = Played()
    played.trace.begin()
    played.log_in()
    played.exchange("listUsers", {"users": [1]}, token=TOKEN)
    if answer == [1]:
        played.invite()
    played.exchange("listUsers", {"users": answer}, token=TOKEN)

    assert 1 in part(played).events
