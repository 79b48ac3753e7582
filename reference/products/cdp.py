"""Meiro CDP: sessions, and the way into Metabase."""

import secrets
from typing import ClassVar

from reference.answers import Answer, Refusal, cookie
from reference.calls import Call
from reference.instance import Instance, Route

REPORTS = "reports/edit"
METABASE_COOKIE = "metabase_session"


class CDP(Instance):
    """An instance of the CDP API, with a second account that may not edit reports."""

    product = "cdp"
    base_path = "/api"
    sets_cookie: ClassVar[bool] = False
    account_features: ClassVar[tuple[str, ...]] = (REPORTS,)
    routes = (
        Route("GET", "/users/auth_options", "options"),
        Route("POST", "/users/login", "log_in"),
        Route("PATCH", "/users/login", "refresh"),
        Route("DELETE", "/users/login", "log_out"),
        Route("POST", "/users/oidc_login", "sso_log_in"),
        Route("POST", "/users/metabase_login", "metabase_log_in"),
        Route("GET", "/components", "components"),
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.limited_account = self.open_account("limited@reference.test")

    def options(self, _: Call) -> Answer:
        """Give the ways to log in."""
        flags = {"is_credentials_login_enabled": True, "is_oidc_login_enabled": True}
        return Answer(200, {"authentication_options": flags})

    def metabase_log_in(self, call: Call) -> Answer:
        """Give a user who may edit reports an access token to Metabase, as a cookie."""
        if REPORTS not in self.authenticated(call).features:
            raise Refusal(403, f"The feature {REPORTS} is required")
        session = secrets.token_urlsafe(24)
        return Answer(200, {}, [cookie(METABASE_COOKIE, session, secure=call.secure)])
