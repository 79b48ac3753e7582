"""The files that pytest and pytest-html write, each whole or not at all, as our own are.

Both write in place, at the end of a session, and one that fails keeps the other from writing.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.junitxml import xml_key

from harness.core.errors import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator


class _File:
    """A file that a plugin writes when the session finishes."""

    def __init__(
        self, plugin: Any, attribute: str, end: bytes, finish: Callable[[], object]
    ) -> None:
        self._plugin = plugin
        self._attribute = attribute
        """Of the plugin: where it writes to."""
        self._end = end
        """Of the file, once it is whole."""
        self.finish = finish
        """Lets the plugin write."""
        self._told = getattr(plugin, attribute)
        self.path = Path(self._told).resolve()  # a link stays one
        self._part = self.path.with_name(self.path.name + ".part")

    @property
    def is_file(self) -> bool:
        """Whether it is one, or will be: ``/dev/null`` must not be replaced by one."""
        return self.path.is_file() or not self.path.exists()

    def put_aside(self) -> None:
        """Let the plugin write beside the place of the file."""
        setattr(self._plugin, self._attribute, type(self._told)(str(self._part)))

    def was_begun(self) -> bool:
        """Whether the plugin has begun to write."""
        return self._part.exists()

    def put_in_place(self) -> None:
        """Put what was written in its place; OSError where it can't be, or is not whole."""
        if not self._part.read_bytes().rstrip().endswith(self._end):
            raise OSError("it is not whole")
        self._part.replace(self.path)

    def settle(self) -> None:
        """Leave nothing behind that is not whole."""
        setattr(self._plugin, self._attribute, self._told)
        with suppress(OSError):
            self._part.unlink(missing_ok=True)


class OthersFiles:
    """Sees to it that the files of other plugins are whole, or not there."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.problems: list[str] = []
        """What could not be written, or what else failed, one line each."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None]:
        """Let them be written beside their places, and put there once they are whole."""
        files = [each for each in _files(self._config, session) if each.is_file]
        for each in files:
            each.put_aside()
        failure: Exception | None = None
        try:
            yield
        except Exception as raised:  # noqa: BLE001 - whatever it is, it keeps nothing from the user
            failure = raised
        for each in files:
            self._settle(each, failure)
        if failure is not None and not self.problems:
            self.problems.append(f"pytest could not finish the session: {in_words(failure)}")

    def _settle(self, file: _File, failure: Exception | None) -> None:
        """Put a file in its place; let it be written now, where another one's failure kept it."""
        try:
            if failure is not None and not file.was_begun():
                file.finish()
            file.put_in_place()
        except Exception as raised:  # noqa: BLE001 - as above
            is_told = isinstance(raised, OSError) and raised.strerror
            words = in_words(raised if is_told or failure is None else failure)
            self.problems.append(f"{file.path} could not be written: {words}")
        finally:
            file.settle()


def _files(config: pytest.Config, session: pytest.Session) -> Iterator[_File]:
    """Find what JUnit and pytest-html write."""
    junit: Any = config.stash.get(xml_key, None)
    if junit is not None:
        yield _File(junit, "logfile", b"</testsuites>", junit.pytest_sessionfinish)
    for each in config.pluginmanager.get_plugins():
        page: Any = each
        if hasattr(page, "_report_path"):  # pytest-html's, which has no other mark
            finish = partial(page.pytest_sessionfinish, session)
            yield _File(page, "_report_path", b"</html>", finish)
