"""Variants of me's users page: what its list, and users who are made and changed, leave open."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

import time
from collections.abc import Callable
from typing import Any

from starlette.datastructures import QueryParams

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, edit_answers, fields, me, wrap
from reference.instance import Instance
from reference.variants.registry import variant

ME = ["me"]
LAG = 0.7
"""Seconds within which a list shows who was made."""


@variant("users-list-tells-more", products=ME)
def tells_more(instance: Instance) -> None:
    """The list counts its users, and tells more of each."""

    def edit(answer: Answer) -> None:
        body = fields(answer)
        users: Any = body["users"]
        answer.body = {"total": len(users), **body, "users": [{**e, "role": None} for e in users]}

    edit_answers(instance, ["list_users"], edit)


@variant("users-list-without-settings", products=ME)
def lacks_settings(instance: Instance) -> None:
    """The list does not say what it was asked for."""

    def edit(answer: Answer) -> None:
        answer.body = {"users": fields(answer)["users"]}

    edit_answers(instance, ["list_users"], edit)


@variant("users-list-two-at-most", products=ME, axis="users-page")
def lists_two(instance: Instance) -> None:
    """The list holds two users at most, whatever is asked for."""

    def list_users(honest: Handler, call: Call) -> Answer:
        limit = call.count("limit")
        if limit is None or limit > 2:
            call.query = QueryParams({**call.query, "limit": "2"})
        return honest(call)

    wrap(instance, "list_users", list_users)


@variant("users-list-five-by-default", products=ME, axis="users-page")
def lists_five(instance: Instance) -> None:
    """Without a limit, the list holds five users."""

    def list_users(honest: Handler, call: Call) -> Answer:
        call.query = QueryParams({"limit": "5", **call.query})
        return honest(call)

    wrap(instance, "list_users", list_users)


@variant("users-list-late", products=ME)
def lists_late(instance: Instance) -> None:
    """A user who was made is listed within a second."""
    seen: dict[str, float] = {}

    def invite(honest: Callable[[str], User], email: str) -> User:
        user = honest(email)
        seen.setdefault(user.id, time.monotonic())
        return user

    def ordered(honest: Callable[[str, str], list[User]], by: str, way: str) -> list[User]:
        now = time.monotonic()
        return [each for each in honest(by, way) if now - seen.get(each.id, 0) > LAG]

    wrap(instance.accounts, "invite", invite)
    wrap(me(instance), "ordered_users", ordered)


@variant("users-list-marks-deleted", products=ME)
def marks_deleted(instance: Instance) -> None:
    """The list holds users who were deleted, and says so."""

    def ordered(_honest: object, _by: str, way: str) -> list[User]:
        users = list(instance.accounts.users.values())
        return sorted(users, key=lambda each: each.id, reverse=way == "DESC")

    wrap(instance, "ordered_users", ordered)


@variant("users-create-takes-address-alone", products=ME, axis="users-create")
def takes_address_alone(instance: Instance) -> None:
    """A user is made of an address alone; what else is sent is refused."""

    def create_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if set(call.json_object()) - {"email"}:
            raise Refusal(400, "A field is not known")
        return honest(call)

    wrap(instance, "create_user", create_user)


@variant("users-create-refuses-422", products=ME, axis="users-create")
def refuses_unprocessable(instance: Instance) -> None:
    """What can't make or change a user is refused with 422."""

    def edit(answer: Answer) -> None:
        answer.status = 422

    edit_answers(instance, ["create_user", "modify_user", "change_password"], edit, [400, 409])


@variant("users-create-mails", products=ME)
def mails_who_is_made(instance: Instance) -> None:
    """Who is made is mailed a link."""

    def create_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.by_id(str(fields(answer)["id"]))
        if user is not None:
            link = me(instance).reset_link(user, "invitation-link")
            instance.mailbox.send(user.email, "Welcome", f"Choose a password:\n\n{link}\n")
        return answer

    wrap(instance, "create_user", create_user)


@variant("users-change-password-ends-sessions", products=ME)
def ends_sessions(instance: Instance) -> None:
    """Another password ends every session of the user."""

    def change_password(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.by_id(call.parameters["user_id"])
        if user is not None:
            instance.sessions.end_all(user)
        return answer

    wrap(instance, "change_password", change_password)


@variant("users-change-own-password-alone", products=ME)
def changes_own_alone(instance: Instance) -> None:
    """Only who is logged in changes the password of their own (403)."""

    def change_password(honest: Handler, call: Call) -> Answer:
        if instance.authenticated(call).id != call.parameters["user_id"]:
            raise Refusal(403, "The password is another's")
        return honest(call)

    wrap(instance, "change_password", change_password)


@variant("users-address-stays", products=ME, axis="users-address")
def keeps_addresses(instance: Instance) -> None:
    """Who has a password gets no other address (422)."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        if user.password_hash is not None and "email" in call.json_object():
            raise Refusal(422, "The address can't be changed")
        return honest(call)

    wrap(instance, "modify_user", modify_user)


@variant("users-address-is-confirmed", products=ME, axis="users-address")
def confirms_addresses(instance: Instance) -> None:
    """Who has a password keeps the address until the new one is confirmed."""

    def rename(honest: Callable[[User, str], None], user: User, email: str) -> None:
        if user.password_hash is None:
            honest(user, email)

    wrap(instance.accounts, "rename", rename)
