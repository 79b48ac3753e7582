"""The time an instance lives in."""

import time
from dataclasses import dataclass

MINUTE = 60.0
HOUR = 60 * MINUTE


@dataclass
class Clock:
    """The system's time, moved by as many seconds as the control port was told.

    All that an instance does goes by it, and the `Date` of its answers tells it.
    """

    offset: float = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        """Move this clock; negative seconds move it back."""
        self.offset += seconds
