"""Faults of what opens me's users page: one of its operations takes what is no token."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Refusal
from reference.calls import Call
from reference.changes import wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]


def let_in(instance: Instance, operation: str, lets: Callable[[Call], bool]) -> None:
    """Let one operation take some requests for the account's."""

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        user = instance.accounts.find(instance.account.email)
        if call.operation == operation and user is not None and lets(call):
            return user
        return honest(call)

    wrap(instance, "authenticated", authenticated)


@fault("users-list-without-token", products=ME, breaks=["token.required"])
def lists_for_anyone(instance: Instance) -> None:
    """The list of users is given to whoever asks."""
    let_in(instance, "list_users", lambda call: call.token is None)


@fault("users-create-without-token", products=ME, breaks=["token.required"])
def creates_for_anyone(instance: Instance) -> None:
    """Whoever asks may make a user."""
    let_in(instance, "create_user", lambda call: call.token is None)


@fault("users-modify-any-token", products=ME, breaks=["token.refuses-forged"])
def modifies_by_any_token(instance: Instance) -> None:
    """A user is changed by any token that never was one."""
    store = instance.sessions
    let_in(
        instance,
        "modify_user",
        lambda call: call.token is not None and store.find(call.token) is None,
    )


@fault("users-list-expired-token", products=ME, breaks=["token.dies-after-8h"])
def lists_for_expired(instance: Instance) -> None:
    """The list of users takes a token that has expired."""
    store = instance.sessions
    let_in(
        instance,
        "list_users",
        lambda call: call.token is not None and store.find(call.token) is not None,
    )


@fault("users-list-expired-until-refused", products=ME, breaks=["token.dies-after-8h"])
def lists_for_expired_until_refused(instance: Instance) -> None:
    """The list of users takes an expired token that no other operation has refused yet.

    Many a store lets go of a session when it is first seen to be over.
    """
    store = instance.sessions
    refused: set[str] = set()

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        try:
            return honest(call)
        except Refusal:
            refused.add(call.token or "")
            raise

    wrap(instance, "authenticated", authenticated)
    let_in(
        instance,
        "list_users",
        lambda call: (
            bool(call.token)
            and call.token not in refused
            and store.find(call.token or "") is not None
        ),
    )
