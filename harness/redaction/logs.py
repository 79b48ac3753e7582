"""Log records, masked as they are made: some handlers print them at once."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def start_masking(mask: Callable[[str], str]) -> Callable[[], None]:
    """Let every log record of the process hold masked words alone; return what ends that."""
    make = logging.getLogRecordFactory()

    def make_masked(*args: object, **keywords: object) -> logging.LogRecord:
        record = make(*args, **keywords)
        record.msg, record.args = mask(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
            record.exc_info = None
        record.exc_text = mask(record.exc_text) if record.exc_text else None
        return record

    logging.setLogRecordFactory(make_masked)
    return lambda: logging.setLogRecordFactory(make)
