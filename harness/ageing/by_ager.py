"""Tokens made older by a helper of the instance's operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.errors import SourceFailed
from harness.core.outcomes import Excluded
from harness.sources.helper import ask
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target


class TokenAger:
    """Makes a token older, by the helper that the instance's operators offer."""

    def __init__(self, target: Target, redactor: Redactor) -> None:
        self._helper = target.token_ager
        self._redactor = redactor
        self.check: Callable[[], None] | None = None
        """Makes sure that what the helper gives are tokens; asked before the first is given."""
        self.doubt: Callable[[str], None] | None = None
        """Told of a token that the helper failed on: it may be the token's failure."""
        self._failed: SourceFailed | None = None

    def age(self, token: str, by: timedelta) -> str:
        """Return the token of the same session, that much older."""
        if self._helper is None:
            raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
        said = {"token": token, "seconds": int(by.total_seconds())}
        try:
            return ask(self._helper, said, "token", "token_ager", self._redactor)
        except SourceFailed:
            if self.doubt is not None:
                self.doubt(token)
            raise

    def require(self) -> None:
        """Make sure, before the first token that is to be aged is got, that there is an ager.

        Excluded where there is none, SourceFailed where its tokens never authenticate.
        """
        if self._helper is None:
            raise Excluded(Need.TOKEN_AGER, f"needs {Need.TOKEN_AGER.words}")
        check, self.check = self.check, None
        try:
            if check is not None:
                check()
        except SourceFailed as failure:
            self._failed = failure
        if self._failed is not None:
            raise SourceFailed(str(self._failed))
