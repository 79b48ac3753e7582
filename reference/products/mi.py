"""Meiro Integrations: sessions, at the root of its paths."""

from reference.answers import Answer
from reference.calls import Call
from reference.instance import Instance, Route

OKTA_LINK = "https://okta.reference.test/oauth2/v1/authorize?response_type=code"


class MI(Instance):
    """An instance of the MI API."""

    product = "mi"
    routes = (
        Route("GET", "/auth_options", "options"),
        Route("POST", "/login", "log_in"),
        Route("PATCH", "/login", "refresh"),
        Route("DELETE", "/login", "log_out"),
        Route("POST", "/okta_login", "sso_log_in"),
        Route("GET", "/components", "components"),
    )

    def options(self, _: Call) -> Answer:
        """Give the ways to log in."""
        flags = {
            "is_credentials_login_enabled": True,
            "is_okta_login_enabled": True,
            "okta_auth_link": OKTA_LINK,
        }
        return Answer(200, {"authentication_options": flags})
