"""What makes a run worthless on a machine is one line before it begins."""

from __future__ import annotations

import tempfile

import pytest

from harness.plugin.machine import require_assertions, require_temporary_directory


@pytest.mark.parametrize("level", [1, 2])
def test_interpreter_without_assertions_is_refused(level):
    with pytest.raises(pytest.UsageError, match=r"^PYTHONOPTIMIZE, or python -O, leaves [^\n]*$"):
        require_assertions(level)


def test_interpreter_with_assertions_is_not():
    require_assertions(0)


def test_machine_without_room_for_temporary_files_is_refused(monkeypatch):
    def fail():
        raise FileNotFoundError("No usable temporary directory found in ['/tmp']")

    require_temporary_directory()
    monkeypatch.setattr(tempfile, "gettempdir", fail)

    with pytest.raises(pytest.UsageError, match=r"^no temporary file can be written: [^\n]*$"):
        require_temporary_directory()
