"""Faults of the invented products' tokens and inputs: each at one operation alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.changes import one_of, set_status, wrap
from reference.clock import HOUR
from tests.invented.faults import crash
from tests.invented.registry import (
    ACCEPTED,
    ANSWERS,
    AUTHENTICATES,
    DOCUMENTED,
    EXPIRES,
    FORGED,
    INPUT,
    LIVES,
    REQUIRED,
    answering,
    fault,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reference.calls import Call
    from reference.instance import Instance


def letting_in(
    name: str,
    operation: str,
    says: str,
    lets: Callable[[Instance, Call], bool],
    *breaks: str,
    may_break: tuple[str, ...] = (),
) -> None:
    """Register a fault of one operation, which lets some requests in that it should refuse."""
    product, _, handler = operation.partition(".")

    def change(instance: Instance) -> None:
        def authenticated(honest: Any, call: Call) -> User:
            if call.operation == handler and lets(instance, call):
                user = instance.accounts.find(instance.account.email)
                assert user is not None
                return user
            user = honest(call)
            assert isinstance(user, User)
            return user

        wrap(instance, "authenticated", authenticated)

    change.__doc__ = says
    fault(name, product, *breaks, may_break=may_break)(change)


def has_none(_instance: Instance, call: Call) -> bool:
    return call.token is None


def has_unknown(instance: Instance, call: Call) -> bool:
    return call.token is not None and instance.sessions.find(call.token) is None


def has_expired(instance: Instance, call: Call) -> bool:
    return call.token is not None and instance.sessions.find(call.token) is not None


for _name, _operation in (
    ("list", "ferry.list_boats"),
    ("get", "ferry.get_boat"),
    ("modify", "ferry.modify_boat"),
    ("delete", "ferry.delete_boat"),
    ("hire", "ferry.create_sailor"),
    ("settings", "ferry.replace_settings"),
    ("search", "quarry.search_stones"),
    ("survey", "quarry.begin_survey"),
):
    letting_in(
        f"{_name}-without-token",
        _operation,
        f"{_operation} takes requests of nobody.",
        has_none,
        REQUIRED,
    )
for _name, _operation in (
    ("list", "ferry.list_boats"),
    ("archive", "ferry.archive_boat"),
    ("crew", "ferry.list_crew"),
    ("stone", "quarry.get_stone"),
    ("label", "quarry.modify_label"),
):
    letting_in(
        f"{_name}-any-token",
        _operation,
        f"{_operation} takes any token.",
        has_unknown,
        FORGED,
        may_break=("logout.ends-session",),
    )
for _name, _operation in (
    ("get", "ferry.get_boat"),
    ("settings", "ferry.get_settings"),
    ("create", "ferry.create_boat"),
    ("launch", "ferry.launch_boat"),
):
    letting_in(
        f"{_name}-expired-token",
        _operation,
        f"{_operation} takes expired tokens.",
        has_expired,
        EXPIRES,
    )


def refusing_late(name: str, operation: str) -> None:
    """Register a fault of one operation, which refuses tokens of more than seven hours."""
    product, _, handler = operation.partition(".")

    def change(instance: Instance) -> None:
        def operate(honest: Any, call: Call) -> Answer:
            session = instance.sessions.find(call.token or "")
            if session is not None and instance.sessions.age(session) > 7 * HOUR:
                raise Refusal(401, "The access token is not valid")
            answer: Answer = honest(call)
            return answer

        wrap(instance, handler, operate)

    change.__doc__ = f"{operation} refuses tokens of more than seven hours."
    fault(name, product, LIVES)(change)


for _name, _operation in (
    ("get", "ferry.get_boat"),
    ("modify", "ferry.modify_boat"),
    ("create", "ferry.create_boat"),
    ("settings", "ferry.replace_settings"),
):
    refusing_late(f"{_name}-refuses-late", _operation)


@fault("settings-refuse-every-token", "ferry", AUTHENTICATES, may_break=[ANSWERS])
def refuses_everyone(instance: Instance) -> None:
    """The settings of a boat are shown to nobody: each token is called wrong."""

    def get_settings(_honest: Any, _call: Call) -> Answer:
        raise Refusal(401, "The access token is not valid")

    wrap(instance, "get_settings", get_settings)


@fault("create-acts-before-it-asks", "ferry", REQUIRED)
def acts_first(instance: Instance) -> None:
    """A boat is changed before its request is refused for want of a token."""

    def modify_boat(honest: Any, call: Call) -> Answer:
        boat = instance.boats.kept.get(call.parameters["boat_id"])  # type: ignore[attr-defined]
        if boat is not None and not call.token:
            boat.update(call.json_object())
        answer: Answer = honest(call)
        return answer

    wrap(instance, "modify_boat", modify_boat)


@fault("delete-acts-before-it-asks", "ferry", REQUIRED)
def deletes_first(instance: Instance) -> None:
    """A boat is deleted before its request is refused for want of a token."""

    def delete_boat(honest: Any, call: Call) -> Answer:
        if not call.token:
            instance.boats.kept.pop(call.parameters["boat_id"], None)  # type: ignore[attr-defined]
        answer: Answer = honest(call)
        return answer

    wrap(instance, "delete_boat", delete_boat)


def crashing(name: str, operation: str, says: str, fits: Callable[[Call], bool]) -> None:
    """Register a fault of one operation, which has a server error for some input."""
    product, _, handler = operation.partition(".")

    def change(instance: Instance) -> None:
        def operate(honest: Any, call: Call) -> Answer:
            try:
                answer: Answer = honest(call)
            except Refusal as refusal:
                if refusal.answer.status not in {401, 404} and fits(call):
                    crash(refusal.answer)
                raise
            return answer

        wrap(instance, handler, operate)

    change.__doc__ = says
    fault(name, product, INPUT, DOCUMENTED, may_break=[REFUSES_TOO])(change)


REFUSES_TOO = "operation.refuses-as-documented"


def body_of(call: Call) -> Any:
    try:
        return call.json_object()
    except Refusal:
        return None


def is_among(value: object, values: object) -> bool:
    return isinstance(values, list) and value in values


crashing(
    "null-name-crashes",
    "ferry.create_boat",
    "A boat whose name is null is a server error.",
    lambda call: (body_of(call) or {"name": ""}).get("name", "") is None,
)
crashing(
    "list-body-crashes",
    "ferry.modify_boat",
    "A body that is no object is a server error.",
    lambda call: body_of(call) is None,
)
crashing(
    "odd-limit-crashes",
    "ferry.list_boats",
    "A limit that is no number is a server error.",
    lambda call: not str(call.query.get("limit", "1")).isdecimal(),
)
crashing(
    "text-weight-crashes",
    "quarry.create_stone",
    "A weight that is a text is a server error.",
    lambda call: isinstance((body_of(call) or {}).get("weight"), str),
)
crashing(
    "long-title-crashes",
    "quarry.modify_label",
    "A title that is too long is a server error.",
    lambda call: len(str((body_of(call) or {}).get("title", ""))) > 4096,
)
crashing(
    "number-among-tags-crashes",
    "ferry.create_boat",
    "A number among the tags of a boat is a server error.",
    lambda call: is_among(17, (body_of(call) or {}).get("tags")),
)
crashing(
    "null-among-labels-crashes",
    "garden.create_bed",
    "A null among the labels of a bed is a server error.",
    lambda call: is_among(None, (body_of(call) or {}).get("labels")),
)
answering(
    "crew-at-times-203",
    "ferry.list_crew",
    "Every second look at a crew is a 203.",
    one_of(2, set_status(203)),
    DOCUMENTED,
    may_break=[ACCEPTED, ANSWERS],
)
