"""Fresh authorization codes of the identity provider, for the account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.core.outcomes import Excluded
from harness.sources.helper import HelperSource
from harness.targets.model import AuthorizationFlow
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.redaction.redactor import Redactor
    from harness.targets.model import Target


class SsoCodes:
    """The codes of one target: by its operators' helper, or by signing in at the provider."""

    def __init__(
        self, target: Target, redactor: Redactor, note: Callable[[str], None] | None = None
    ) -> None:
        self._source = target.sso_code
        self._helper = _helper_of(target, redactor)
        self._allows_http = target.allow_http
        self._redactor = redactor
        self._note = note
        """Told of each code."""

    def require(self) -> None:
        """Exclude a rule that needs a code where the target has no source of them."""
        if self._source is None:
            raise Excluded(Need.SSO_CODE, f"needs {Need.SSO_CODE.words}")

    def code(self) -> str:
        """Return a code that was never used."""
        self.require()
        if isinstance(self._source, AuthorizationFlow):
            return self._noted(self._by_flow(self._source, self._source.client_id))
        assert self._helper is not None
        return self._noted(self._helper.ask({}, "code"))

    def code_of_another_client(self) -> str:
        """Return a code that the provider issued to another client than the instance."""
        source = self._source
        if not isinstance(source, AuthorizationFlow) or source.other_client_id is None:
            raise Excluded("sso_code.other_client_id", "needs another client of the provider")
        return self._by_flow(source, source.other_client_id)

    def _noted(self, code: str) -> str:
        if self._note is not None:
            self._note(code)
        return code

    def close(self) -> None:
        """Close the helper's connection; it may be asked again."""
        if self._helper is not None:
            self._helper.close()

    def _by_flow(self, source: AuthorizationFlow, client_id: str) -> str:
        from harness.sources.oidc import Flow  # noqa: PLC0415 - it reads HTML, which few runs do

        code = Flow(source, client_id, allow_http=self._allows_http).code()
        self._redactor.register(code, "CODE")
        return code


def _helper_of(target: Target, redactor: Redactor) -> HelperSource | None:
    if target.sso_code is None or isinstance(target.sso_code, AuthorizationFlow):
        return None
    return HelperSource(target.sso_code, "sso_code", redactor)
