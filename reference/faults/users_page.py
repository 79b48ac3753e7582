"""Faults of me's users page, which every page's operations could have."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable
from typing import Any

from starlette.datastructures import QueryParams

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import (
    Handler,
    edit_answers,
    fields,
    me,
    rename_field,
    set_field,
    set_status,
    wrap,
)
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]
ANSWERS = ["operation.answers", "answers.documented"]
UNKNOWN, ACCEPTED = "operation.unknown-is-404", "parameter.is-accepted"
READS_BACK, LISTED, GONE = "resource.reads-back", "resource.is-listed", "resource.deleted-is-gone"
LIMIT, OFFSET, ORDERS = "list.keeps-to-limit", "list.skips-offset", "list.orders"
LIST_RULES = [LIMIT, OFFSET, ORDERS, LISTED, GONE]


def crash(answer: Answer) -> None:
    """Turn an answer into a server error."""
    answer.status, answer.body = 500, {"message": "None has no attribute id"}


def edit_listed(instance: Instance, edit: Callable[[list[Any]], list[Any]]) -> None:
    """Edit the users of the list."""

    def change(answer: Answer) -> None:
        body = fields(answer)
        users: Any = body["users"]
        answer.body = body | {"users": edit(users)}

    edit_answers(instance, ["list_users"], change)


# What a call is answered with


@fault("users-list-crashes", products=ME, breaks=ANSWERS, may_break=LIST_RULES)
def list_crashes(instance: Instance) -> None:
    """The list of users is a server error."""
    edit_answers(instance, ["list_users"], crash)


@fault("users-list-renamed", products=ME, breaks=ANSWERS, may_break=LIST_RULES)
def list_renames(instance: Instance) -> None:
    """The list calls its users people."""
    edit_answers(instance, ["list_users"], rename_field("users", "people"))


@fault("users-list-flags-as-text", products=ME, breaks=ANSWERS)
def list_flags_as_text(instance: Instance) -> None:
    """The list says "false" where it should say false."""
    edit_listed(instance, lambda users: [{**each, "deleted": "false"} for each in users])


@fault("users-list-settings-as-text", products=ME, breaks=ANSWERS)
def list_settings_as_text(instance: Instance) -> None:
    """The list tells what it was asked for as a text."""
    edit_answers(instance, ["list_users"], set_field("selection_settings", "limit=10"))


@fault("users-create-is-200", products=ME, breaks=ANSWERS)
def creates_with_200(instance: Instance) -> None:
    """A user is made with 200."""
    edit_answers(instance, ["create_user"], set_status(200), [201])


@fault("users-modify-is-204", products=ME, breaks=ANSWERS)
def modifies_with_204(instance: Instance) -> None:
    """A change of a user is answered with nothing."""
    edit_answers(instance, ["modify_user"], set_status(204))


@fault("users-modify-lacks-id", products=ME, breaks=ANSWERS)
def modifies_without_id(instance: Instance) -> None:
    """A user who was changed is told without an id."""
    edit_answers(instance, ["modify_user"], rename_field("id", "user_id"))


@fault("users-modify-is-405", products=ME, breaks=ANSWERS)
def modifies_never(instance: Instance) -> None:
    """Nobody knows the method that changes a user."""

    def modify_user(_honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        raise Refusal(405, "The method is not allowed here")

    wrap(instance, "modify_user", modify_user)


# What does not exist


@fault("users-modify-unknown-made", products=ME, breaks=[UNKNOWN])
def modifies_unknown(instance: Instance) -> None:
    """Changing a user who is not there is answered as if there were one."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user_id = call.parameters["user_id"]
        if instance.accounts.by_id(user_id) is None:
            made_up = {"email": "nobody@reference.test", "id": user_id}
            return Answer(200, made_up | call.json_object())
        return honest(call)

    wrap(instance, "modify_user", modify_user)


@fault("users-modify-unknown-400", products=ME, breaks=[UNKNOWN])
def modifies_unknown_400(instance: Instance) -> None:
    """Changing a user who is not there is a bad request."""
    edit_answers(instance, ["modify_user"], set_status(400), [404])


@fault("users-get-unknown-null", products=ME, breaks=[UNKNOWN, "answers.documented"])
def finds_null(instance: Instance) -> None:
    """A user who is not there is null."""

    def edit(answer: Answer) -> None:
        answer.status, answer.body = 200, None

    edit_answers(instance, ["get_user"], edit, [404])


@fault("users-get-by-first-characters", products=ME, breaks=[UNKNOWN])
def finds_by_first(instance: Instance) -> None:
    """A user is found by the first eight characters of the id."""

    def get_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        begins = call.parameters["user_id"][:8]
        users = instance.accounts.users.values()
        alike = [each for each in users if each.id.startswith(begins) and not each.deleted]
        return Answer(200, alike[0].as_json()) if alike else honest(call)

    wrap(instance, "get_user", get_user)


# Parameters


def refuse_query(instance: Instance, fits: Callable[[QueryParams], bool]) -> None:
    """Refuse a list that is asked for so."""

    def list_users(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if fits(call.query):
            raise Refusal(400, "The query is not known")
        return honest(call)

    wrap(instance, "list_users", list_users)


@fault(
    "users-list-refuses-desc", products=ME, breaks=[ACCEPTED], may_break=[ANSWERS[0], *LIST_RULES]
)
def refuses_desc(instance: Instance) -> None:
    """The list of users can't be had in falling order."""
    refuse_query(instance, lambda query: query.get("order_dir") == "DESC")


@fault(
    "users-list-refuses-limit", products=ME, breaks=[ACCEPTED], may_break=[ANSWERS[0], *LIST_RULES]
)
def refuses_limit(instance: Instance) -> None:
    """The list of users takes no limit."""
    refuse_query(instance, lambda query: "limit" in query)


@fault(
    "users-list-wants-order", products=ME, breaks=[ACCEPTED], may_break=[ANSWERS[0], *LIST_RULES]
)
def wants_order(instance: Instance) -> None:
    """The list of users must be told what to order by."""
    refuse_query(instance, lambda query: "order_by" not in query)


# Reading back


@fault("users-modify-stores-nothing", products=ME, breaks=[READS_BACK])
def stores_nothing(instance: Instance) -> None:
    """A change of a user is answered as it should be, and not kept."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.by_id(call.parameters["user_id"])
        before = (user.email, user.sso_enabled) if user is not None else None
        answer = honest(call)
        if user is not None and before is not None:
            user.email, user.sso_enabled = before
        return answer

    wrap(instance, "modify_user", modify_user)


@fault("users-modify-resets-flag", products=ME, breaks=[READS_BACK])
def resets_flag(instance: Instance) -> None:
    """Whoever is changed in another way loses single sign-on, or gets it."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.by_id(call.parameters["user_id"])
        if user is not None and "sso_enabled" not in call.json_object():
            user.sso_enabled = not user.sso_enabled
        return answer

    wrap(instance, "modify_user", modify_user)


@fault("users-modify-of-address-clears-flag", products=ME, breaks=[READS_BACK])
def clears_flag(instance: Instance) -> None:
    """Whoever gets another address loses single sign-on, where no flag is sent."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        sent, user = call.json_object(), me(instance).named_user(call)
        if "email" in sent and "sso_enabled" not in sent:
            user.sso_enabled = False
        return answer

    wrap(instance, "modify_user", modify_user)


@fault("users-modify-keeps-true-alone", products=ME, breaks=[READS_BACK])
def keeps_true_alone(instance: Instance) -> None:
    """A flag that is sent as false, or true where it is not, is not kept."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.by_id(call.parameters["user_id"])
        before = user.sso_enabled if user is not None else False
        answer = honest(call)
        if user is not None:
            user.sso_enabled = before
        return answer

    wrap(instance, "modify_user", modify_user)


@fault("users-create-cuts-address", products=ME, breaks=[READS_BACK], may_break=[LISTED])
def cuts_address(instance: Instance) -> None:
    """A user who was made is kept under an address that lacks its first letter."""

    def create_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.by_id(str(fields(answer)["id"]))
        if user is not None:
            user.email = user.email[1:]
        return answer

    wrap(instance, "create_user", create_user)


# Lists


@fault("users-list-lacks-made", products=ME, breaks=[LISTED], may_break=[LIMIT, OFFSET, ORDERS])
def lists_who_logs_in(instance: Instance) -> None:
    """The list holds only users who have a password."""
    users = me(instance)

    def ordered(honest: Callable[[str, str], list[User]], by: str, way: str) -> list[User]:
        return [each for each in honest(by, way) if each.password_hash is not None]

    wrap(users, "ordered_users", ordered)


@fault("users-list-holds-deleted", products=ME, breaks=[GONE])
def lists_deleted(instance: Instance) -> None:
    """The list holds users who were deleted, as if nothing had happened."""

    def ordered(_honest: object, _by: str, way: str) -> list[User]:
        users = list(instance.accounts.users.values())
        return sorted(users, key=lambda each: each.id, reverse=way == "DESC")

    wrap(instance, "ordered_users", ordered)
    wrap(instance, "listed_user", lambda honest, user: honest(user) | {"deleted": False})


def change_query(instance: Instance, change: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Let the list see another query than was sent."""

    def list_users(honest: Handler, call: Call) -> Answer:
        call.query = QueryParams(change(dict(call.query)))
        return honest(call)

    wrap(instance, "list_users", list_users)


@fault("users-list-ignores-limit", products=ME, breaks=[LIMIT])
def ignores_limit(instance: Instance) -> None:
    """The list is as long as it is, whatever its limit."""
    change_query(instance, lambda query: {k: v for k, v in query.items() if k != "limit"})


@fault("users-list-one-more", products=ME, breaks=[LIMIT])
def lists_one_more(instance: Instance) -> None:
    """The list holds one user more than its limit."""

    def change(query: dict[str, str]) -> dict[str, str]:
        limit = query.get("limit", "")
        return query | ({"limit": str(int(limit) + 1)} if limit.isdecimal() else {})

    change_query(instance, change)


@fault("users-list-ignores-offset", products=ME, breaks=[OFFSET])
def ignores_offset(instance: Instance) -> None:
    """The list begins with its first user, whatever its offset."""
    change_query(instance, lambda query: {k: v for k, v in query.items() if k != "offset"})


@fault("users-list-ignores-direction", products=ME, breaks=[ORDERS])
def ignores_direction(instance: Instance) -> None:
    """The list is in rising order, whatever is asked for."""
    change_query(instance, lambda query: {k: v for k, v in query.items() if k != "order_dir"})


@fault("users-list-ignores-direction-alone", products=ME, breaks=[ORDERS])
def ignores_direction_alone(instance: Instance) -> None:
    """A direction is taken for none where no member is named to order by."""

    def taken(query: dict[str, str]) -> dict[str, str]:
        return (
            query if "order_by" in query else {k: v for k, v in query.items() if k != "order_dir"}
        )

    change_query(instance, taken)


@fault("users-list-other-way", products=ME, breaks=[ORDERS])
def orders_other_way(instance: Instance) -> None:
    """Asked for falling order, the list rises, and the other way round."""
    wrap(
        instance,
        "ordered_users",
        lambda honest, by, way: honest(by, "ASC" if way == "DESC" else "DESC"),
    )


# Input


@fault(
    "users-list-odd-limit-crashes",
    products=ME,
    breaks=["input.refused-not-crashed", "answers.documented"],
)
def crashes_on_limit(instance: Instance) -> None:
    """A limit that is no number is a server error."""

    def list_users(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if not call.query.get("limit", "1").isdecimal():
            return Answer(500, {"message": "invalid literal for int()"})
        return honest(call)

    wrap(instance, "list_users", list_users)


@fault(
    "users-modify-null-crashes",
    products=ME,
    breaks=["input.refused-not-crashed", "answers.documented"],
)
def crashes_on_null(instance: Instance) -> None:
    """A change to an address that is null is a server error."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        if call.json_object().get("email", "") is None:
            return Answer(500, {"message": "None has no attribute lower"})
        return honest(call)

    wrap(instance, "modify_user", modify_user)
