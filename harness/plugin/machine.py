"""The machine that a run is started on: what makes a run worthless there is told first."""

from __future__ import annotations

import sys
import tempfile

import pytest


def require_assertions(optimize: int = sys.flags.optimize) -> None:
    """Refuse an interpreter that leaves assertions out: a contract speaks by them."""
    if optimize:
        raise pytest.UsageError(
            "PYTHONOPTIMIZE, or python -O, leaves assertions out, and every contract would be "
            "called proven: run without it"
        )


def require_temporary_directory() -> None:
    """Refuse a machine on which nothing temporary can be written: pytest would end by a traceback.

    It is a file system that is read-only or full, since there is always somewhere to try.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        raise pytest.UsageError(
            "no temporary file can be written: let TMPDIR name a directory that can be written to"
        ) from None
