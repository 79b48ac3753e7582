"""Standard output that somebody may close (``| head -1``): the run goes on, and ends by its code.

pytest would end by a traceback, or with exit code 1, which says that a rule is broken.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO


class Patient:
    """A stream that is written to until nobody reads it any more, and then in vain."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text, if somebody reads it."""
        self._try(lambda: self._stream.write(text))
        return len(text)

    def flush(self) -> None:
        """Hand over what was written, if somebody reads it."""
        self._try(self._stream.flush)

    def _try(self, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError:  # the pipe is closed, the terminal is gone, the disk is full
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)


def open_closed() -> None:
    """Give this process the standard streams that whoever started it has closed (``>&-``).

    pytest fails without them, and what is opened next would take their place.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - as long as we
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def be_patient() -> Callable[[], None]:
    """Let standard output be patient; return what ends that."""
    stream = sys.stdout
    if stream is None or isinstance(stream, Patient):
        return lambda: None
    patient = sys.stdout = Patient(stream)

    def end() -> None:
        patient.flush()  # what is left would else be flushed where it fails
        if sys.stdout is patient:
            sys.stdout = stream

    return end
