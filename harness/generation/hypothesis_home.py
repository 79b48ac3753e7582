"""Where Hypothesis may write."""

from __future__ import annotations

from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from hypothesis.configuration import set_hypothesis_home_dir

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def hypothesis_leaves_nothing() -> Iterator[None]:
    """Let Hypothesis write where it is deleted: nobody needs what it keeps."""
    with TemporaryDirectory() as directory:
        set_hypothesis_home_dir(directory)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
