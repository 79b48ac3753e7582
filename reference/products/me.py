"""Meiro Events: sessions, and the users that a user can invite."""

from urllib.parse import urlencode

from reference.accounts import User
from reference.answers import Answer, Refusal, message
from reference.calls import PASSWORD_LIMIT, Call
from reference.codes import PasswordResets
from reference.instance import Route
from reference.products.me_users import UsersPage, refuse_short

OKTA_LINK = "https://okta.reference.test/oauth2/v1/authorize?response_type=code"
SET_PASSWORD = "https://reference.test/set_password/"  # noqa: S105 - where a password is set


class ME(UsersPage):
    """An instance of the ME API."""

    product = "me"
    routes = (
        Route("GET", "/auth_options", "options"),
        Route("POST", "/users/login", "log_in"),
        Route("PATCH", "/users/login", "refresh"),
        Route("DELETE", "/users/login", "log_out"),
        Route("POST", "/users/okta_login", "sso_log_in"),
        Route("POST", "/users/invite", "invite"),
        Route("PATCH", "/users/invite", "reinvite"),
        Route("GET", "/users/{user_id}/invitation_link", "invitation_link"),
        Route("POST", "/users/password", "forgot_password"),
        Route("PATCH", "/users/password", "reset_password"),
        Route("GET", "/users", "list_users"),
        Route("POST", "/users", "create_user"),
        Route("GET", "/users/{user_id}", "get_user"),
        Route("PATCH", "/users/{user_id}", "modify_user"),
        Route("DELETE", "/users/{user_id}", "delete_user"),
        Route("POST", "/users/{user_id}/change_password", "change_password"),
        Route("GET", "/components", "components"),
    )

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.resets = PasswordResets(self.clock)

    def options(self, _: Call) -> Answer:
        """Give the ways to log in."""
        return Answer(
            200,
            {
                "is_credentials_login_enabled": True,
                "is_okta_login_enabled": True,
                "okta_auth_link": OKTA_LINK,
            },
        )

    def log_out(self, call: Call) -> Answer:
        """End the session that the header names, since the page shows no body."""
        self.authenticated(call)
        self.sessions.end(call.token or "")
        return self.delete_cookie(call, Answer(200, {}))

    def invite(self, call: Call) -> Answer:
        """Make a user of an address, unless it has one."""
        self.authenticated(call)
        return Answer(200, self.accounts.invite(call.email()).as_json())

    def reinvite(self, call: Call) -> Answer:
        """Invite a user again."""
        self.authenticated(call)
        user = self.accounts.find(call.email())
        if user is None:
            raise Refusal(404, "There is no user of that address")
        return Answer(200, user.as_json())

    def invitation_link(self, call: Call) -> Answer:
        """Give the link by which an invited user chooses a password."""
        self.authenticated(call)
        link = self.reset_link(self.named_user(call), "invitation-link")
        return Answer(200, {"user_invitation_link": link})

    def reset_link(self, user: User, referrer: str) -> str:
        """Give a link with a fresh reset token, of the form that the page shows."""
        query = {"email": user.email, "reset_token": self.resets.issue(user), "referrer": referrer}
        return f"{SET_PASSWORD}?{urlencode(query)}"

    def forgot_password(self, call: Call) -> Answer:
        """Mail a reset link to the address if it is a user's; nobody learns whether it is."""
        user = self.accounts.find(call.email())
        if user is not None:
            link = self.reset_link(user, "forgot-password")
            text = f"Choose a new password here:\n\n{link}\n"
            self.mailbox.send(user.email, "Reset your password", text)
        return message("ok")

    def reset_password(self, call: Call) -> Answer:
        """Set a user's password, by a reset token."""
        email, token = call.text("email"), call.text("token")
        password = call.text("password", PASSWORD_LIMIT)
        refuse_short(password, "password")
        user = self.resets.redeem(email, token)
        if user is None:
            raise Refusal(400, "The reset token is not valid")
        self.accounts.set_password(user, password)
        return message("ok")
