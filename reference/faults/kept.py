"""Faults of what an instance keeps too long, or of whoever came last."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, me, wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]


@fault(
    "delete-leaves-user-in-a-cache",
    products=ME,
    breaks=["resource.deleted-is-gone"],
    may_break=["resource.reads-back"],
)
def leaves_user_in_a_cache(instance: Instance) -> None:
    """Who was looked up before is shown as before, though deleted since."""
    shown: dict[str, Answer] = {}

    def get_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user_id = call.parameters["user_id"]
        if user_id not in shown:
            shown[user_id] = honest(call)
        return shown[user_id]

    wrap(instance, "get_user", get_user)


@fault("link-token-of-last-invited", products=ME, breaks=["link.opens-account"])
def gives_token_of_last_invited(instance: Instance) -> None:
    """A link names its user, and bears a reset token of whoever was invited last."""
    invited: list[User] = []

    def invite(honest: Callable[[str], User], email: str) -> User:
        invited.append(honest(email))
        return invited[-1]

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        link = honest(user, referrer)
        if not invited or referrer != "invitation-link":
            return link
        token = me(instance).resets.issue(invited[-1])
        head, _, tail = link.partition("reset_token=")
        return f"{head}reset_token={token}&{tail.partition('&')[2]}"

    wrap(instance.accounts, "invite", invite)
    wrap(instance, "reset_link", reset_link)
