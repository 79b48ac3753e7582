"""Faults of a reset between whose asking and doing something else happened."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, me, passwords_of, wrap
from reference.faults.registry import fault
from reference.instance import Instance
from reference.sessions import digest

ME = ["me"]
SETS, OPENS = "reset.sets-password", "link.opens-account"
Issue = Callable[[User], str]
SetPassword = Callable[[User, str], None]
Verify = Callable[[str, str], User | None]


def note_links(instance: Instance, touched: set[str]) -> None:
    """Keep whose users something happened to, until a link of theirs is given."""

    def issue(honest: Issue, user: User) -> str:
        touched.discard(user.id)
        return honest(user)

    wrap(me(instance).resets, "issue", issue)


def lose_resets(instance: Instance, is_lost: Callable[[User], bool]) -> None:
    """Answer a reset as done, and do nothing, where that says so; the instance's own are set."""

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        if not is_lost(user):
            honest(user, password)

    wrap(instance.accounts, "set_password", set_password)


def note_log_ins(instance: Instance, touch: Callable[[User], None]) -> None:
    """Tell of each log-in by a password."""

    def verify(honest: Verify, email: str, password: str) -> User | None:
        user = honest(email, password)
        if user is not None:
            touch(user)
        return user

    wrap(instance.accounts, "verify", verify)


def note_operation(instance: Instance, name: str, touched: set[str]) -> None:
    """Keep whom an operation was about, by what it answered."""

    def act(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        if isinstance(answer.body, dict):
            touched.add(str(answer.body.get("id")))
        return answer

    wrap(instance, name, act)


@fault("reset-lost-after-log-in", products=ME, breaks=[SETS], may_break=["password.changes"])
def forgets_after_log_in(instance: Instance) -> None:
    """A reset is answered, and the old password stays, if the user logged in since asking."""
    touched: set[str] = set()
    note_links(instance, touched)
    note_log_ins(instance, lambda user: touched.add(user.id))
    lose_resets(instance, lambda user: user.id in touched)


@fault("reset-lost-after-log-in-of-anybody", products=ME, breaks=[SETS])
def forgets_after_any_log_in(instance: Instance) -> None:
    """A reset is answered, and takes effect only if nobody else logged in since it was asked."""
    touched: set[str] = set()
    note_links(instance, touched)

    def touch(user: User) -> None:
        touched.update(each for each in instance.accounts.users if each != user.id)

    note_log_ins(instance, touch)
    lose_resets(instance, lambda user: user.id in touched)


@fault("reset-lost-after-look-up", products=ME, breaks=[SETS])
def forgets_after_look_up(instance: Instance) -> None:
    """A reset is answered, and not done, if the user was looked up since asking."""
    touched: set[str] = set()
    note_links(instance, touched)
    note_operation(instance, "get_user", touched)
    lose_resets(instance, lambda user: user.id in touched)


@fault("reset-lost-after-reinvitation", products=ME, breaks=[SETS])
def forgets_after_reinvitation(instance: Instance) -> None:
    """A reset is answered, and not done, if the user was invited again since the link was given."""
    touched: set[str] = set()
    note_links(instance, touched)
    note_operation(instance, "reinvite", touched)
    lose_resets(instance, lambda user: user.id in touched)


def keep_old(instance: Instance, is_kept: Callable[[bool], bool]) -> None:
    """Let the old password live on after a reset, by whether the user logged in since asking."""
    known = passwords_of(instance)
    touched: set[str] = set()
    old: set[tuple[str, str]] = set()
    note_links(instance, touched)

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        if is_kept(user.id in touched) and user.id in known:
            old.add((user.email, known[user.id]))
        honest(user, password)

    def verify(honest: Verify, email: str, password: str) -> User | None:
        is_old = (email, password) in old
        user = instance.accounts.find(email) if is_old else honest(email, password)
        if user is not None:
            touched.add(user.id)
        return user

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance.accounts, "verify", verify)


@fault(
    "reset-adds-password-after-log-in", products=ME, breaks=[SETS], may_break=["password.changes"]
)
def keeps_old_after_log_in(instance: Instance) -> None:
    """If the user logged in since asking, a reset sets the new password beside the old one."""
    keep_old(instance, lambda logged_in: logged_in)


@fault(
    "reset-adds-password-without-log-in", products=ME, breaks=[SETS], may_break=["password.changes"]
)
def keeps_old_without_log_in(instance: Instance) -> None:
    """Unless the user logged in since asking, a reset sets the new password beside the old one."""
    keep_old(instance, lambda logged_in: not logged_in)


def count_links(instance: Instance, referrers: set[str]) -> dict[str, int]:
    """Count the links of these kinds that a user was given since the last reset."""
    given: dict[str, int] = {}

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        if referrer in referrers:
            given[user.id] = given.get(user.id, 0) + 1
        return honest(user, referrer)

    wrap(me(instance), "reset_link", reset_link)
    return given


@fault("reset-lost-after-another-link", products=ME, breaks=[SETS, OPENS])
def forgets_after_another_link(instance: Instance) -> None:
    """A reset is answered, and not done, if the user has several invitation links by then."""
    given = count_links(instance, {"invitation-link"})
    lose_resets(instance, lambda user: given.pop(user.id, 0) > 1)


@fault("reset-lost-after-another-mail", products=ME, breaks=[SETS])
def forgets_after_another_mail(instance: Instance) -> None:
    """A reset is answered, and not done, if the user has asked for several mails by then."""
    given = count_links(instance, {"forgot-password"})
    lose_resets(instance, lambda user: given.pop(user.id, 0) > 1)


@fault("reset-by-mail-only-of-who-asked-last", products=ME, breaks=[SETS])
def keeps_one_slot(instance: Instance) -> None:
    """A reset by mail is answered, and not done, if another user asked for a mail since."""
    asked: list[User] = []

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        if referrer == "forgot-password":
            asked.append(user)
        return honest(user, referrer)

    wrap(me(instance), "reset_link", reset_link)
    lose_resets(instance, lambda user: user in asked and user is not asked[-1])


@fault("reset-by-mail-lost-after-log-in", products=ME, breaks=[SETS])
def forgets_mail_after_log_in(instance: Instance) -> None:
    """A reset by mail is answered, and not done, if the user logged in since asking."""
    asked: set[str] = set()
    touched: set[str] = set()

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        touched.discard(user.id)
        known = asked.add if referrer == "forgot-password" else asked.discard
        known(user.id)
        return honest(user, referrer)

    wrap(me(instance), "reset_link", reset_link)
    note_log_ins(instance, lambda user: touched.add(user.id))
    lose_resets(instance, lambda user: user.id in asked & touched)


@fault("link-dead-after-look-up", products=ME, breaks=[OPENS])
def gives_dead_links(instance: Instance) -> None:
    """The first link of a user who was looked up before it was asked for is dead."""
    touched: set[str] = set()
    linked: set[str] = set()
    note_operation(instance, "get_user", touched)

    def issue(honest: Issue, user: User) -> str:
        token = honest(user)
        if user.id in touched - linked:
            me(instance).resets.grants[digest(token)].used = True
        linked.add(user.id)
        return token

    wrap(me(instance).resets, "issue", issue)
