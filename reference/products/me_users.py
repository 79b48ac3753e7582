"""Meiro Events: the page of its users."""

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import PASSWORD_LIMIT, Call
from reference.instance import Instance

SHORTEST_PASSWORD = 8
ORDERS = ("id",)
DIRECTIONS = ("ASC", "DESC")


class UsersPage(Instance):
    """An instance whose users can be listed, made, looked up, changed and removed."""

    def named_user(self, call: Call) -> User:
        """Give the user whom the path names."""
        user = self.accounts.by_id(call.parameters["user_id"])
        if user is None:
            raise Refusal(404, "There is no such user")
        return user

    def list_users(self, call: Call) -> Answer:
        """List the users, a part of them where one is asked for."""
        self.authenticated(call)
        order_by = call.choice("order_by", ORDERS)
        order_dir = call.choice("order_dir", DIRECTIONS)
        limit, offset = call.count("limit"), call.count("offset") or 0
        users = self.ordered_users(order_by, order_dir)
        shown = users[offset:] if limit is None else users[offset : offset + limit]
        settings = {
            "limit": limit,
            "offset": offset,
            "order_by": order_by,
            "order_dir": order_dir,
        }
        listed = [self.listed_user(user) for user in shown]
        return Answer(200, {"users": listed, "selection_settings": settings})

    def ordered_users(self, order_by: str, order_dir: str) -> list[User]:
        """Give the users that there are, by one of their fields."""
        there = [user for user in self.accounts.users.values() if not user.deleted]
        there.sort(key=lambda user: str(user.as_json()[order_by]), reverse=order_dir == "DESC")
        return there

    def listed_user(self, user: User) -> dict[str, object]:
        """Give a user as the list shows it."""
        return user.as_json()

    def create_user(self, call: Call) -> Answer:
        """Make a user of an address that nobody has."""
        self.authenticated(call)
        email = call.email()
        sso_enabled = call.flag("sso_enabled") if "sso_enabled" in call.json_object() else False
        if self.accounts.find(email) is not None:
            raise Refusal(409, "There is a user of that address")
        user = self.accounts.invite(email)
        user.sso_enabled = sso_enabled
        return Answer(201, user.as_json())

    def get_user(self, call: Call) -> Answer:
        """Give a user."""
        self.authenticated(call)
        return Answer(200, self.named_user(call).as_json())

    def modify_user(self, call: Call) -> Answer:
        """Change what is sent of a user, and nothing else."""
        self.authenticated(call)
        user, sent = self.named_user(call), call.json_object()
        email = call.email() if "email" in sent else user.email
        sso_enabled = call.flag("sso_enabled") if "sso_enabled" in sent else user.sso_enabled
        if self.accounts.find(email) not in (None, user):
            raise Refusal(409, "There is another user of that address")
        self.accounts.rename(user, email)
        user.sso_enabled = sso_enabled
        return Answer(200, user.as_json())

    def delete_user(self, call: Call) -> Answer:
        """Remove a user, and end the user's sessions."""
        actor, user = self.authenticated(call), self.named_user(call)
        if user is actor:
            raise Refusal(403, "A user cannot be removed by itself")
        self.accounts.delete(user)
        self.sessions.end_all(user)
        return Answer(200, user.as_json())

    def change_password(self, call: Call) -> Answer:
        """Set another password of a user, for who knows the one of before."""
        self.authenticated(call)
        user = self.named_user(call)
        old = call.text("old_password", PASSWORD_LIMIT)
        new = call.text("new_password", PASSWORD_LIMIT)
        refuse_short(new, "new_password")
        if self.accounts.verify(user.email, old) is not user:
            raise Refusal(400, "The old password is not right")
        self.accounts.set_password(user, new)
        return Answer(200, user.as_json())


def refuse_short(password: str, name: str) -> None:
    """Refuse a password that is too short."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(400, f"{name} must have {SHORTEST_PASSWORD} characters or more")
