"""Faults of changing the address of a user, which show at log-in alone."""

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, me, wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME, READS_BACK = ["me"], "resource.reads-back"


def log_in_by_first(instance: Instance, *, by_new: bool) -> None:
    """Let whoever got another address log in by the one of before; by the new one if wanted."""
    accounts = instance.accounts
    first: dict[str, User] = {}
    """By the address of before."""

    def rename(honest: Callable[[User, str], None], user: User, email: str) -> None:
        if email != user.email and user not in first.values():
            first[user.email] = user
        honest(user, email)

    def verify(honest: Callable[[str, str], User | None], email: str, password: str) -> User | None:
        moved = first.get(email)
        if moved is not None and accounts.by_id(moved.id) is moved:
            return honest(moved.email, password)
        found = honest(email, password)
        return found if by_new or found not in first.values() else None

    wrap(accounts, "rename", rename)
    wrap(accounts, "verify", verify)


@fault("address-change-locks-out", products=ME, breaks=[READS_BACK])
def locks_out(instance: Instance) -> None:
    """Who got another address logs in by the old one, and by no other."""
    log_in_by_first(instance, by_new=False)


@fault("old-address-lives-on", products=ME, breaks=[READS_BACK])
def lives_on(instance: Instance) -> None:
    """Who got another address logs in by the old one as well."""
    log_in_by_first(instance, by_new=True)


@fault("change-wipes-password", products=ME, breaks=[READS_BACK])
def wipes_password(instance: Instance) -> None:
    """Who is changed in any way has no password any more."""

    def modify_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        me(instance).named_user(call).password_hash = None
        return answer

    wrap(instance, "modify_user", modify_user)
