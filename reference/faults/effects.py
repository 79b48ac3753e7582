"""Faults in what an effect leaves behind: of users, their deletion, links and passwords."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import unicodedata
import uuid
from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, edit_answers, fields, me, passwords_of, set_field, wrap
from reference.faults.registry import fault
from reference.instance import INVALID_CREDENTIALS, Instance
from reference.sessions import digest

ME = ["me"]
READS_BACK, GONE = "resource.reads-back", "resource.deleted-is-gone"
OPENS, ANSWERS, MAILS = "link.opens-account", "forgot.answers", "forgot.sends-mail"
SETS, BAD_TOKEN = "reset.sets-password", "reset.refuses-bad-token"
WRONG = "login.refuses-wrong-password"
DOCUMENTED = "answers.documented"
Verify = Callable[[str, str], User | None]
SetPassword = Callable[[User, str], None]


# Deletions


@fault("delete-deletes-nothing", products=ME, breaks=[GONE])
def deletes_nothing(instance: Instance) -> None:
    """Deleting a user is answered as it should be, and nothing is done."""

    def delete_user(_honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        return Answer(200, me(instance).named_user(call).as_json() | {"deleted": True})

    wrap(instance, "delete_user", delete_user)


@fault("delete-leaves-user-found", products=ME, breaks=[GONE])
def leaves_found(instance: Instance) -> None:
    """A deleted user can't do anything, and is looked up as if nothing had happened."""

    def get_user(_honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = instance.accounts.users.get(call.parameters["user_id"])
        if user is None:
            raise Refusal(404, "There is no such user")
        return Answer(200, user.as_json() | {"deleted": False})

    wrap(instance, "get_user", get_user)


@fault("delete-leaves-log-in", products=ME, breaks=[GONE])
def leaves_log_in(instance: Instance) -> None:
    """A deleted user is not found, and logs in all the same."""
    known = passwords_of(instance)

    def verify(honest: Verify, email: str, password: str) -> User | None:
        there = honest(email, password)
        users = instance.accounts.users.values()
        gone = (user for user in users if user.deleted and user.email == email)
        return there or next((user for user in gone if known.get(user.id) == password), None)

    wrap(instance.accounts, "verify", verify)


@fault("delete-twice-crashes", products=ME, breaks=[GONE, DOCUMENTED])
def crashes_on_deleted(instance: Instance) -> None:
    """Deleting a user who was deleted is a server error."""

    def delete_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = instance.accounts.users.get(call.parameters["user_id"])
        if user is not None and user.deleted:
            return Answer(500, {"message": "None has no attribute id"})
        return honest(call)

    wrap(instance, "delete_user", delete_user)


@fault("delete-answers-another", products=ME, breaks=[GONE])
def answers_another(instance: Instance) -> None:
    """Deleting a user is answered with another one."""
    edit_answers(instance, ["delete_user"], set_field("id", str(uuid.uuid4())))


@fault("delete-undone-by-link", products=ME, breaks=[GONE])
def revives_by_link(instance: Instance) -> None:
    """A link that was given before brings a deleted user back."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        grant = me(instance).resets.grants.get(digest(call.text("token")))
        if grant is not None and grant.user.deleted and not grant.used:
            grant.user.deleted = False
        return honest(call)

    wrap(instance, "reset_password", reset_password)


@fault("delete-takes-the-first-along", products=ME, breaks=[READS_BACK])
def marks_others(instance: Instance) -> None:
    """Once a user was deleted, whoever has a password is said to be deleted, too."""
    deleted: list[User] = []

    def delete(honest: Callable[[User], None], user: User) -> None:
        honest(user)
        deleted.append(user)

    def get_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        user = instance.accounts.by_id(call.parameters["user_id"])
        if user is not None and user.password_hash is not None and deleted:
            answer.body = fields(answer) | {"deleted": True}
        return answer

    wrap(instance.accounts, "delete", delete)
    wrap(instance, "get_user", get_user)


# Look-ups


@fault("user-look-up-shows-who-asks", products=ME, breaks=[READS_BACK])
def shows_who_asks(instance: Instance) -> None:
    """Looking up any user shows the one who asks."""

    def get_user(honest: Handler, call: Call) -> Answer:
        honest(call)
        return Answer(200, instance.authenticated(call).as_json())

    wrap(instance, "get_user", get_user)


@fault("user-look-up-shows-last-invited", products=ME, breaks=[READS_BACK])
def shows_last(instance: Instance) -> None:
    """Looking up any user shows the address of who was invited last."""
    invited: list[User] = []

    def invite(honest: Callable[[str], User], email: str) -> User:
        invited.append(honest(email))
        return invited[-1]

    def get_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        answer.body = fields(answer) | {"email": invited[-1].email}
        return answer

    wrap(instance.accounts, "invite", invite)
    wrap(instance, "get_user", get_user)


@fault("invite-stores-another-flag", products=ME, breaks=[READS_BACK])
def stores_another_flag(instance: Instance) -> None:
    """A user who was invited without single sign-on is found to have it."""
    edit_answers(instance, ["get_user"], set_field("sso_enabled", value=True))


# Links


def void_links(instance: Instance, user: User | None) -> None:
    """Let no link of a user work that there is by now."""
    for grant in me(instance).resets.grants.values():
        grant.used = grant.used or grant.user is user


@fault("reinvite-ends-links-for-good", products=ME, breaks=[OPENS])
def ends_links(instance: Instance) -> None:
    """Who is invited once more gets no link that works, then or later."""
    dead: set[str] = set()

    def reinvite(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        dead.add(call.email())
        return answer

    def redeem(honest: Verify, email: str, token: str) -> User | None:
        return None if email in dead else honest(email, token)

    wrap(instance, "reinvite", reinvite)
    wrap(me(instance).resets, "redeem", redeem)


@fault("link-works-only-first", products=ME, breaks=[OPENS])
def knows_first_link(instance: Instance) -> None:
    """Of several links of a user, the first works alone: each later one is dead, but a mail's."""

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        grants = me(instance).resets.grants
        before = [each for each in grants.values() if each.user is user and not each.used]
        link = honest(user, referrer)
        if referrer == "invitation-link" and before:
            void_links(instance, user)
            before[0].used = False
        return link

    wrap(instance, "reset_link", reset_link)


@fault("link-of-last-invited", products=ME, breaks=[OPENS])
def links_last(instance: Instance) -> None:
    """The invitation link is that of the user who was invited last."""
    invited: list[User] = []

    def invite(honest: Callable[[str], User], email: str) -> User:
        invited.append(honest(email))
        return invited[-1]

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        is_invitation = referrer == "invitation-link" and invited
        return honest(invited[-1] if is_invitation else user, referrer)

    wrap(instance.accounts, "invite", invite)
    wrap(instance, "reset_link", reset_link)


# Forgotten passwords


@fault("forgot-clears-password", products=ME, breaks=[ANSWERS])
def clears_password(instance: Instance) -> None:
    """Who asks for a new password can't log in by the old one any more."""

    def forgot_password(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.email())
        if user is not None:
            user.password_hash = None
        return honest(call)

    wrap(instance, "forgot_password", forgot_password)


@fault("forgot-second-mail-dead", products=ME, breaks=[MAILS])
def mails_dead_links(instance: Instance) -> None:
    """Who asks once more before having used the first link is sent one that is dead."""
    asked: set[str] = set()

    def reset_link(honest: Callable[[User, str], str], user: User, referrer: str) -> str:
        link = honest(user, referrer)
        if referrer == "forgot-password":
            if user.id in asked:
                void_links(instance, user)
            asked.add(user.id)
        return link

    wrap(instance, "reset_link", reset_link)


# Resets


@fault("reset-sets-everyones-password", products=ME, breaks=[SETS])
def sets_all(instance: Instance) -> None:
    """A reset sets the password of every user who has one, but of the instance's own."""
    own = {each.email for each in (instance.account,)}

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        honest(user, password)
        for each in instance.accounts.users.values():
            if each.password_hash is not None and each.email not in own:
                honest(each, password)

    wrap(instance.accounts, "set_password", set_password)


@fault("reset-refused-clears-password", products=ME, breaks=[BAD_TOKEN])
def clears_when_refusing(instance: Instance) -> None:
    """A reset by a wrong token is refused, and the password of before is gone."""

    def redeem(honest: Verify, email: str, token: str) -> User | None:
        redeemed = honest(email, token)
        user = instance.accounts.find(email)
        if redeemed is None and user is not None and email != instance.account.email:
            user.password_hash = None
        return redeemed

    def reset_password(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal:
            user = instance.accounts.find(str(call.json_object().get("email")))
            if user is not None and user.email != instance.account.email:
                user.password_hash = None
            raise

    wrap(me(instance).resets, "redeem", redeem)
    wrap(instance, "reset_password", reset_password)


def spell_passwords(instance: Instance, spell: Callable[[str], str]) -> None:
    """Keep passwords that a reset set in another spelling, and compare them in that one."""
    spelled: set[str] = set()
    """Ids of users, whose address may become another."""

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        spelled.add(user.id)
        honest(user, spell(password))

    def verify(honest: Verify, email: str, password: str) -> User | None:
        user = instance.accounts.find(email)
        is_spelled = user is not None and user.id in spelled
        return honest(email, spell(password) if is_spelled else password)

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance.accounts, "verify", verify)


@fault("reset-ignores-case", products=ME, breaks=[SETS])
def keeps_lower_case(instance: Instance) -> None:
    """A password that a reset set logs in in capital and small letters alike."""
    spell_passwords(instance, str.lower)


@fault("reset-cuts-password", products=ME, breaks=[SETS], may_break=[WRONG])
def keeps_beginning(instance: Instance) -> None:
    """Of a password that a reset set, the first 20 characters count."""
    spell_passwords(instance, lambda password: password[:20])


@fault("reset-trims-password", products=ME, breaks=[SETS], may_break=["password.needs-old"])
def trims(instance: Instance) -> None:
    """A password that a reset set logs in with blanks around it."""
    spell_passwords(instance, str.strip)


@fault("reset-drops-letters", products=ME, breaks=[SETS, "password.changes"])
def drops_letters(instance: Instance) -> None:
    """A password that a reset sets loses the letters that are not ASCII."""

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        honest(user, password.encode("ascii", "replace").decode())

    wrap(instance.accounts, "set_password", set_password)


@fault("reset-composes-letters", products=ME, breaks=[SETS, "password.changes"])
def composes_letters(instance: Instance) -> None:
    """A password that a reset sets is kept in Unicode's composed form, and compared as it came."""

    def set_password(honest: SetPassword, user: User, password: str) -> None:
        honest(user, unicodedata.normalize("NFC", password))

    wrap(instance.accounts, "set_password", set_password)


# Users who have no password yet


def let_in(instance: Instance, fits: Callable[[User, object], bool]) -> None:
    """Log a user who has no password in, where what is sent in its place fits."""

    def log_in(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.find(call.text("email"))
        if user is not None and user.password_hash is None:
            if fits(user, call.json_object().get("password", "")):
                return instance.begin_session(call, user)
            if not isinstance(call.json_object().get("password"), str):
                raise Refusal(401, INVALID_CREDENTIALS)
        return honest(call)

    wrap(instance, "log_in", log_in)


@fault("login-invited-by-nothing", products=ME, breaks=[WRONG])
def logs_in_by_nothing(instance: Instance) -> None:
    """Who was invited, and has chosen no password, logs in by an empty one."""
    let_in(instance, lambda _, password: password == "")


@fault("login-invited-by-null", products=ME, breaks=[WRONG])
def logs_in_by_null(instance: Instance) -> None:
    """Who was invited, and has chosen no password, logs in by null."""
    let_in(instance, lambda _, password: password is None)


@fault("login-invited-by-blank", products=ME, breaks=[WRONG])
def logs_in_by_blank(instance: Instance) -> None:
    """Who was invited, and has chosen no password, logs in by a blank."""
    let_in(instance, lambda _, password: isinstance(password, str) and password.isspace())


@fault("login-invited-by-address", products=ME, breaks=[WRONG])
def logs_in_by_address(instance: Instance) -> None:
    """Who was invited, and has chosen no password, logs in by the address."""
    let_in(instance, lambda user, password: password == user.email)


@fault("login-invited-by-link", products=ME, breaks=[WRONG])
def logs_in_by_link(instance: Instance) -> None:
    """Who was invited, and has chosen no password, logs in by the token of the link."""

    def fits(user: User, password: object) -> bool:
        grant = me(instance).resets.grants.get(digest(str(password)))
        return grant is not None and grant.user is user

    let_in(instance, fits)
