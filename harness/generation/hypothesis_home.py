"""Where Hypothesis may write."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis.configuration import set_hypothesis_home_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def hypothesis_at_home(home: Path | None) -> Iterator[None]:
    """Let Hypothesis keep its Unicode tables at ``home``, or where they are deleted without one.

    They take a second to make, and are the same for each run; drawn cases are never kept.
    """
    with nullcontext(home) if home is not None else TemporaryDirectory() as directory:
        set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
