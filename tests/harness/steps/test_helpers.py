"""What a script asks of others than the instance."""

from __future__ import annotations

import pytest

from harness.steps.helpers import asking, helper_lines, prompting
from harness.targets.model import Helper, MailboxAddress
from tests.harness.making import a_target, python

AGER = "http://127.0.0.1:9911/age"


def test_helper_by_url_is_asked_by_its_name():
    target = a_target(token_ager=Helper(url=AGER))
    (asked,) = asking(target.ager, "TOKEN_AGER", "'{}'")

    begins = list(helper_lines(target, asked))

    assert asked == "ask \"$TOKEN_AGER\" '{}'"
    assert begins[0] == f"TOKEN_AGER=${{TOKEN_AGER:-{AGER}}}"
    assert begins[1].startswith("ask()")


def test_helper_by_command_is_run():
    (asked,) = asking(python("print('$x')"), "TOKEN_AGER", "'{}'")

    assert asked.startswith("printf %s '{}' | ")
    assert "print('\"'\"'$x'\"'\"')" in asked
    assert asking(None, "TOKEN_AGER", "'{}'") == []


@pytest.mark.parametrize("url", ["http://a:secret@h/x", "http://h/x?key=secret", "http://h/$(x)"])
def test_url_that_may_hold_a_secret_has_to_be_set(url):
    lines = list(helper_lines(a_target(token_ager=Helper(url=url)), 'ask "$TOKEN_AGER" x'))

    assert lines[0] == ': "${TOKEN_AGER:?}"'


def test_mail_is_read_where_mailpit_is():
    target = a_target(mailbox=MailboxAddress(mailpit="http://127.0.0.1:8025"))

    lines = "\n".join(helper_lines(target, "\nmail 'a@b.c'"))

    assert "MAILPIT=${MAILPIT:-http://127.0.0.1:8025}" in lines
    assert "newest()" in lines


def test_what_no_step_asks_for_is_left_out():
    target = a_target(token_ager=Helper(url=AGER))

    assert list(helper_lines(target, "call -X GET")) == []


def test_whoever_runs_the_script_is_asked_in_one_word():
    assert prompting("a code; rm\n-rf") == "prompt 'a code; rm -rf'"
