"""A run is resumed under the options that it was begun under, where it is unfinished."""

from types import SimpleNamespace
from typing import cast

import pytest

from harness.core.errors import BadTarget
from harness.plugin.resuming import began_before, begin, without_done
from harness.reports.unfinished import Unfinished
from tests.harness.making import a_record, a_target

AT = "2027-01-01T12:00:00Z"


class Options:
    """As much of pytest's configuration as is asked for options."""

    def __init__(self, directory, **given):
        self._given = {"depth": "quick", "seed": 0, "reports": str(directory)} | given
        self.args = given.get("args", ["contracts"])
        self.option = SimpleNamespace(keyword=given.get("keyword", ""))
        self.pluginmanager = SimpleNamespace(hasplugin=lambda _: False)

    def getoption(self, name):
        return self._given.get(name)


def options(directory, **given):
    return cast("pytest.Config", Options(directory, **given))


@pytest.fixture
def unfinished(tmp_path):
    made = Unfinished(tmp_path)
    assert begin(options(tmp_path), made, AT, None) == AT
    return made


def test_run_is_resumed_where_it_was_stopped(tmp_path, unfinished):
    began = began_before(options(tmp_path, resume=True), unfinished)

    assert began == AT
    assert begin(options(tmp_path), unfinished, "later", began) == AT


def test_run_that_is_not_to_be_resumed_begins(tmp_path, unfinished):
    assert began_before(options(tmp_path), unfinished) is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"depth": "deep"}, "--depth"),
        ({"seed": 1}, "--seed"),
        ({"max_time": 5.0}, "--max-time"),
        ({"effects": "read"}, "--effects"),
        ({"keyword": "login"}, "-k"),
        ({"args": ["contracts/test_login.py"]}, "paths"),
    ],
)
def test_other_options_are_named(tmp_path, unfinished, given, told):
    with pytest.raises(BadTarget, match=rf"^--resume: .* in another way \({told}\): say the same"):
        began_before(options(tmp_path, resume=True, **given), unfinished)


def test_card_is_not_resumed(tmp_path, unfinished):
    with pytest.raises(BadTarget, match=r"^--resume and --replay exclude each other$"):
        began_before(options(tmp_path, resume=True, replay="0b474515"), unfinished)


def test_place_that_cant_be_used_is_one_line(tmp_path):
    (tmp_path / "unfinished").touch()

    with pytest.raises(BadTarget, match=r"^--reports: .*unfinished can't be used: "):
        begin(options(tmp_path), Unfinished(tmp_path), AT, None)


def test_what_is_done_is_left_out_of_what_would_be_sent(tmp_path, unfinished):
    unfinished.finish(a_record(name="a"))
    targets = [a_target(name="a"), a_target(name="b")]

    left = without_done(options(tmp_path, resume=True), targets)

    assert [each.name for each in left] == ["b"]
    assert without_done(options(tmp_path), targets) == targets
    with pytest.raises(BadTarget, match="every target has its result: nothing is left to send"):
        without_done(options(tmp_path, resume=True), targets[:1])
