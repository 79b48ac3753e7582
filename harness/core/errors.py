"""What goes wrong outside the instance, so that nothing is said of any rule.

ConnectionDropped is the exception: it breaks ``input.refused-not-crashed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.core.exchange import Exchange


class NoAnswer(Exception):  # noqa: N818 - named after what happened
    """The network failed, or what came is no HTTP answer; the message is one line."""


class ConnectionDropped(NoAnswer):
    """The instance closed the connection without an answer time and again, though it is up."""

    def __init__(self, message: str, exchange: Exchange) -> None:
        super().__init__(message)
        self.exchange = exchange


class SourceFailed(Exception):  # noqa: N818 - named after what happened
    """A helper outside the instance failed; the message is one line."""


class BadTarget(Exception):  # noqa: N818 - named after what it says
    """The targets file, or an option, is wrong; the message is one line that says where."""


def in_words(failure: BaseException) -> str:
    """Say in one line what an exception says: of the machine as it does, else with its name."""
    if isinstance(failure, OSError) and failure.strerror:
        return failure.strerror
    text = " ".join(str(failure).split())
    return f"{type(failure).__name__}: {text}" if text else type(failure).__name__
