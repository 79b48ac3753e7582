"""What pytest and pytest-html write is there as a whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from _pytest.junitxml import xml_key

from harness.plugin.others_files import OthersFiles

OLD = "of somebody else"
FULL = OSError(errno.ENOSPC, "No space left on device")


class Writer:
    """A plugin that writes a file at the end, as far as it comes."""

    def __init__(self, path, whole, *, as_path=False):
        self.attribute = "_report_path" if as_path else "logfile"
        setattr(self, self.attribute, path if as_path else str(path))
        self.whole = whole
        self.failure = None
        self.calls = 0

    def pytest_sessionfinish(self, session=None):
        del session
        self.calls += 1
        path = Path(getattr(self, self.attribute))
        with path.open("w") as file:
            if self.failure is not None:
                file.write(self.whole[:5])
                raise self.failure
            file.write(self.whole)


@pytest.fixture
def junit(tmp_path):
    return Writer(tmp_path / "junit.xml", "<testsuites></testsuites>\n")


@pytest.fixture
def page(tmp_path):
    return Writer(tmp_path / "report.html", "<html></html>\n", as_path=True)


@pytest.fixture
def others(junit, page):
    return OthersFiles(a_config({xml_key: junit}, page, junit))


def a_config(stash, *plugins) -> Any:
    """As much of pytest's configuration as is asked."""
    manager = SimpleNamespace(get_plugins=lambda: {*plugins})
    return SimpleNamespace(stash=stash, pluginmanager=manager)


def finish(others, *plugins, failure=None):
    """Let plugins finish one after the other, as pytest does: the first failure ends it."""
    ending = others.pytest_sessionfinish(None)
    next(ending)
    try:
        for each in plugins:
            each.pytest_sessionfinish()
    except OSError as raised:
        failure = raised
    with pytest.raises(StopIteration):
        ending.throw(failure) if failure is not None else next(ending)


def written(directory):
    return {each.name: each.read_text() for each in directory.iterdir()}


def test_whole_files_are_put_in_their_places(others, junit, page, tmp_path):
    (tmp_path / "junit.xml").write_text(OLD)

    finish(others, junit, page)

    assert others.problems == []
    assert written(tmp_path) == {"junit.xml": junit.whole, "report.html": page.whole}
    assert (junit.logfile, page._report_path) == (
        str(tmp_path / "junit.xml"),
        tmp_path / "report.html",
    )


def test_file_that_fails_is_not_there_and_the_other_is(others, junit, page, tmp_path):
    junit.failure = FULL

    finish(others, junit, page)

    assert others.problems == [
        f"{tmp_path}/junit.xml could not be written: No space left on device"
    ]
    assert written(tmp_path) == {"report.html": page.whole}
    assert page.calls == 1


def test_file_that_was_written_before_another_failed_is_there(others, junit, page, tmp_path):
    page.failure = FULL

    finish(others, junit, page)

    assert others.problems == [
        f"{tmp_path}/report.html could not be written: No space left on device"
    ]
    assert written(tmp_path) == {"junit.xml": junit.whole}


def test_failure_of_another_plugin_keeps_no_file_from_being_written(others, junit, page, tmp_path):
    finish(others, failure=RuntimeError("boom"))

    assert others.problems == ["pytest could not finish the session: RuntimeError: boom"]
    assert written(tmp_path) == {"junit.xml": junit.whole, "report.html": page.whole}


def test_directory_that_is_gone_is_told_of_each(others, junit, page, tmp_path):
    tmp_path.rmdir()

    finish(others, junit, page)

    assert others.problems == [
        f"{tmp_path}/{name} could not be written: No such file or directory"
        for name in ("junit.xml", "report.html")
    ]
    tmp_path.mkdir()


def test_without_those_plugins_there_is_nothing_to_do(tmp_path):
    others = OthersFiles(a_config({}, object()))

    finish(others)

    assert others.problems == []
    assert written(tmp_path) == {}


def test_link_stays_one(others, junit, page, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "junit.xml").symlink_to("elsewhere/it.xml")

    finish(others, junit, page)

    assert (tmp_path / "junit.xml").is_symlink()
    assert written(tmp_path / "elsewhere") == {"it.xml": junit.whole}


def test_what_is_no_file_is_not_replaced_by_one(junit, tmp_path):
    os.mkfifo(tmp_path / "junit.xml")
    reads = os.open(tmp_path / "junit.xml", os.O_RDONLY | os.O_NONBLOCK)
    others = OthersFiles(a_config({xml_key: junit}))

    finish(others, junit)

    assert (tmp_path / "junit.xml").is_fifo()
    assert os.read(reads, 100) == junit.whole.encode()
    os.close(reads)
