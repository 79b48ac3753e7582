"""A script tells the part of a list that was asked for from another one."""

import json
import os

import pytest

from harness.steps.listed import listed
from harness.steps.script import Told
from tests.harness.steps.playing import TOKEN, Played
from tests.harness.steps.shell import run

WHOLE = "/users?limit=100&order_by=id"
PART = "/users?limit=1&order_by=id&offset=1"
TWO = "/users?limit=2&order_by=id"
SECOND = "number 2 of the list, as it comes as a whole"
THINGS = [{"id": "a-1", "email": "x"}, {"id": "b-2", "email": "y"}, {"id": "c-3", "email": "z"}]


def played(part, whole=THINGS, path=PART, whole_path=WHOLE):
    made = Played()
    made.trace.begin()
    made.log_in()
    made.exchange("listUsers", {"users": whole}, token=TOKEN, path=whole_path)
    made.exchange("listUsers", {"users": part}, token=TOKEN, path=path)
    return made


def found(made, expected=SECOND):
    _, *before, shown = made.trace.events
    return listed(expected, shown, before, made.spec)


CURL = """#!/bin/sh
while [ $# -gt 0 ]; do case $1 in -o) out=$2;; http*) url=$1;; esac; shift; done
case $url in
*offset=*|*limit=2*) printf %s "$PART" > "$out";;
*login*) printf %s '{"token": "tok"}' > "$out";;
*) printf %s "$WHOLE" > "$out";;
esac
printf 200
"""


def ended(script, directory, part, whole):
    """Run a script where those are the answers, and return its exit code."""

    stub = directory / "curl"
    stub.write_text(CURL)
    stub.chmod(0o755)
    answers = {"PART": part, "WHOLE": whole}
    told = {name: json.dumps({"users": each}) for name, each in answers.items()}
    path = f"{directory}:{os.environ['PATH']}"
    return run(script, PATH=path, EMAIL="e", PASSWORD="p", **told).returncode


@pytest.mark.starts_process
@pytest.mark.parametrize(
    ("expected", "path", "came", "right"),
    [
        (SECOND, PART, THINGS[:1], THINGS[1:2]),
        ("the first 2 things of the list", TWO, THINGS[1:], THINGS[:2]),
        (
            "no more than 2 things behind the first one",
            TWO,
            THINGS,
            THINGS[:2],
        ),
    ],
    ids=["offset", "first", "limit"],
)
def test_script_tells_the_fault_from_the_right_part(tmp_path, expected, path, came, right):
    script = played(came, path=path).script(told=Told("list.x", "It is.", expected, "200"))

    assert ended(script, tmp_path, came, THINGS) == 1
    assert ended(script, tmp_path, right, THINGS) == 0


@pytest.mark.starts_process
def test_script_tells_nothing_of_a_list_too_short(tmp_path):
    script = played(THINGS[:1]).script(told=Told("list.x", "It is.", SECOND, "200"))

    assert ended(script, tmp_path, THINGS[:1], THINGS[:1]) == 2


@pytest.mark.parametrize(
    "made",
    [
        played(THINGS[1:2]),
        played(THINGS[:1], [{**each, "role": {"id": "r"}} for each in THINGS]),
        played([{"email": "x"}]),
        played(THINGS[:1], whole_path="/users?limit=1&order_by=id&offset=0"),
        played(THINGS[:1], whole_path="/users?limit=100&order_by=email"),
        played(THINGS[:1], [THINGS[0], THINGS[0], THINGS[1]]),
    ],
    ids=["right", "ids-within", "no-ids", "another-part", "another-order", "ids-twice"],
)
def test_nothing_is_told_that_the_shell_can_not_see(made):
    assert found(made) is None


def test_nothing_is_told_of_another_failure():
    assert found(played(THINGS[:1]), "things ordered by `id`") is None
    assert found(played(THINGS[:1])) is not None
