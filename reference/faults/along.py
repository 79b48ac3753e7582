"""Faults by which the deletion of one user takes another one along."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.changes import wrap
from reference.faults.registry import fault
from reference.instance import Instance

ME = ["me"]
READS_BACK, OPENS = "resource.reads-back", "link.opens-account"
Whom = Callable[[list[User], User], list[User]]


def take_along(instance: Instance, whom: Whom) -> None:
    """Delete others with a user: chosen among the rest of those invited, in their order."""
    own = len(instance.accounts.users)

    def delete(honest: Callable[[User], None], user: User) -> None:
        invited = [*instance.accounts.users.values()][own:]
        chosen = whom(invited, user) if user in invited else []
        honest(user)
        for each in chosen:
            if each is not user and not each.deleted:
                honest(each)

    wrap(instance.accounts, "delete", delete)


def name_of(user: User) -> str:
    """Give what stands before the at sign of an address."""
    return user.email.rpartition("@")[0]


@fault("delete-takes-the-last-along", products=ME, breaks=[READS_BACK])
def takes_last(instance: Instance) -> None:
    """Deleting a user deletes whoever was invited last, too."""
    take_along(instance, lambda invited, _: [each for each in invited if not each.deleted][-1:])


@fault("delete-takes-the-next-along", products=ME, breaks=[READS_BACK])
def takes_next(instance: Instance) -> None:
    """Deleting a user deletes the one who was invited right after, too."""
    take_along(instance, lambda invited, user: invited[invited.index(user) + 1 :][:1])


@fault("delete-takes-the-one-before-along", products=ME, breaks=[READS_BACK])
def takes_one_before(instance: Instance) -> None:
    """Deleting a user deletes the one who was invited right before, too."""
    take_along(instance, lambda invited, user: invited[: invited.index(user)][-1:])


@fault("delete-takes-those-named-alike-along", products=ME, breaks=[READS_BACK])
def takes_named_alike(instance: Instance) -> None:
    """Deleting a user deletes all whose names begin as that one's."""
    take_along(
        instance,
        lambda invited, user: [each for each in invited if name_of(each).startswith(name_of(user))],
    )


@fault(
    "delete-takes-those-who-wait-along",
    products=ME,
    breaks=[READS_BACK],
    may_break=[OPENS, "operation.answers", "resource.deleted-is-gone"],
)
def takes_waiting(instance: Instance) -> None:
    """Deleting a user who has a password deletes all who have not chosen one yet."""

    def whom(invited: list[User], user: User) -> list[User]:
        has_password = user.password_hash is not None
        return [each for each in invited if has_password and each.password_hash is None]

    take_along(instance, whom)


@fault("delete-takes-another-password-along", products=ME, breaks=[READS_BACK])
def takes_password(instance: Instance) -> None:
    """Once a user was deleted, the one invited right before logs in by no password any more."""

    def delete(honest: Callable[[User], None], user: User) -> None:
        users = [*instance.accounts.users.values()]
        before = users[: users.index(user)][-1]
        honest(user)
        if before.email != instance.account.email:
            before.password_hash = None

    wrap(instance.accounts, "delete", delete)
