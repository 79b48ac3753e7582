"""Variants of what becomes of users who are deleted, of their links and of their mail."""

# ruff: noqa: D401 - a variant's docstring tells what the instance does

from collections.abc import Callable

from reference.accounts import User
from reference.answers import Answer, Refusal, message
from reference.calls import Call
from reference.changes import Handler, fields, me, wrap
from reference.clock import MINUTE
from reference.instance import Instance
from reference.jwt import JSONWebTokens
from reference.sessions import Session, digest
from reference.variants.registry import variant

ME = ["me"]


def find_deleted(instance: Instance, show: Callable[[User], dict[str, object]]) -> None:
    """Let deleted users be looked up, and deleted again."""

    def act(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = instance.accounts.users.get(call.parameters["user_id"])
        return Answer(200, show(user)) if user is not None and user.deleted else honest(call)

    wrap(instance, "get_user", act)
    wrap(instance, "delete_user", act)


@variant("deleted-users-found", axis="deleted", products=ME)
def shows_deleted(instance: Instance) -> None:
    """A deleted user is found, is said to be deleted, and can be deleted again."""
    find_deleted(instance, User.as_json)


@variant("deleted-users-nameless", axis="deleted", products=ME)
def shows_nameless(instance: Instance) -> None:
    """A deleted user is found under its id, and has another address."""
    find_deleted(instance, lambda user: user.as_json() | {"email": f"deleted-{user.id}@gone.test"})


@variant("deleted-users-found-without-flag", axis="deleted", products=ME)
def shows_without_flag(instance: Instance) -> None:
    """A deleted user is found, and no flag says that it is deleted."""
    find_deleted(instance, lambda user: {"email": user.email, "id": user.id})


@variant("deletion-takes-a-moment", axis="deleted", products=ME)
def deletes_late(instance: Instance) -> None:
    """A deleted user is there, and logs in, for two seconds more."""
    late: list[tuple[float, User]] = []

    def delete(_honest: object, user: User) -> None:
        late.append((instance.clock.now() + 2, user))

    def respond(honest: Handler, call: Call) -> Answer:
        for due in [each for each in late if each[0] <= instance.clock.now()]:
            late.remove(due)
            due[1].deleted = True
        return honest(call)

    wrap(instance.accounts, "delete", delete)
    wrap(instance, "respond", respond)


@variant("tokens-outlive-their-user", products=ME)
def keeps_tokens(instance: Instance) -> None:
    """The tokens of a deleted user authenticate until they expire, and are refreshed."""

    def end_all(_honest: object, _user: User) -> None:
        return

    def find(_honest: object, token: str) -> Session | None:
        session = instance.sessions.store.get(digest(token))
        return None if session is None or session.ended else session

    wrap(instance.sessions, "end_all", end_all)
    wrap(instance.sessions, "find", find)


@variant("reinvite-brings-back", products=ME)
def brings_back(instance: Instance) -> None:
    """Who was deleted, and is invited once more, is a user again, without a password."""

    def reinvite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        users = instance.accounts.users.values()
        gone = [each for each in users if each.email == call.email() and each.deleted]
        if gone and instance.accounts.find(call.email()) is None:
            gone[-1].deleted = False
        return honest(call)

    wrap(instance, "reinvite", reinvite)


@variant("invitation-brings-back", axis="invited again", products=ME)
def invites_back(instance: Instance) -> None:
    """Who was deleted, and is invited, is the same user again, without a password."""

    def invite(honest: Callable[[str], User], email: str) -> User:
        gone = [each for each in instance.accounts.users.values() if each.email == email]
        if gone and all(each.deleted for each in gone):
            gone[-1].deleted = False
        return honest(email)

    wrap(instance.accounts, "invite", invite)


@variant("deleted-addresses-stay-taken", axis="invited again", products=ME)
def keeps_taken(instance: Instance) -> None:
    """The address of a user who was deleted is not invited any more (409)."""

    def invite(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        users = instance.accounts.users.values()
        if any(each.email == call.email() and each.deleted for each in users):
            raise Refusal(409, "The address is that of a user who was deleted")
        return honest(call)

    wrap(instance, "invite", invite)


@variant("invited-users-found-once-open", products=ME)
def hides_invited(instance: Instance) -> None:
    """A user who was invited, rather than made, is not found before a password is set."""
    made: set[str] = set()

    def create_user(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        made.add(str(fields(answer).get("id")))
        return answer

    def get_user(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        user = me(instance).named_user(call)
        if user.password_hash is None and user.id not in made:
            raise Refusal(404, "There is no such user")
        return honest(call)

    wrap(instance, "create_user", create_user)

    wrap(instance, "get_user", get_user)


@variant("newest-link-alone", products=ME)
def keeps_newest(instance: Instance) -> None:
    """Of several links of a user, the newest works alone."""

    def issue(honest: Callable[[User], str], user: User) -> str:
        for grant in me(instance).resets.grants.values():
            grant.used = grant.used or grant.user is user
        return honest(user)

    wrap(me(instance).resets, "issue", issue)


@variant("refused-reset-ends-links", products=ME)
def ends_links(instance: Instance) -> None:
    """A reset that is refused ends the links that the user has by then."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal:
            user = instance.accounts.find(str(call.json_object().get("email")))
            for grant in me(instance).resets.grants.values():
                grant.used = grant.used or grant.user is user
            raise

    wrap(instance, "reset_password", reset_password)


@variant("forgot-once-a-minute", axis="asked again", products=ME)
def mails_now_and_then(instance: Instance) -> None:
    """Who asks for a new password again within a minute is sent no other mail."""
    asked: dict[str, float] = {}

    def forgot_password(honest: Handler, call: Call) -> Answer:
        now, email = instance.clock.now(), call.email()
        if now - asked.get(email, -MINUTE) < MINUTE:
            return message("ok")
        asked[email] = now
        return honest(call)

    wrap(instance, "forgot_password", forgot_password)


@variant("forgot-tells-of-the-first-mail", axis="asked again", products=ME)
def tells_of_first(instance: Instance) -> None:
    """Who asks again within a minute is told by mail to use the link of before."""
    asked: dict[str, float] = {}

    def forgot_password(honest: Handler, call: Call) -> Answer:
        now, email = instance.clock.now(), call.email()
        user = instance.accounts.find(email)
        if user is None or now - asked.get(email, -MINUTE) >= MINUTE:
            asked[email] = now
            return honest(call)
        text = "Use the link that you were sent a moment ago; see https://reference.test/help."
        instance.mailbox.send(user.email, "Reset your password", text)
        return message("ok")

    wrap(instance, "forgot_password", forgot_password)


@variant("passwords-of-ascii-alone", products=ME)
def refuses_letters(instance: Instance) -> None:
    """A password with letters that are not ASCII is refused."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        if not call.text("password").isascii():
            raise Refusal(400, "password must be of ASCII characters")
        return honest(call)

    wrap(instance, "reset_password", reset_password)


@variant("passwords-of-64-at-most", products=ME)
def refuses_long(instance: Instance) -> None:
    """A password of more than 64 characters is refused."""

    def short(name: str) -> Callable[[Handler, Call], Answer]:
        def act(honest: Handler, call: Call) -> Answer:
            if len(call.text(name)) > 64:
                raise Refusal(400, f"{name} must have 64 characters at most")
            return honest(call)

        return act

    wrap(instance, "reset_password", short("password"))
    wrap(instance, "change_password", short("new_password"))


@variant("passwords-without-blanks-at-ends", products=ME)
def refuses_blanks_at_ends(instance: Instance) -> None:
    """A password that begins or ends with a blank is refused."""

    def reset_password(honest: Handler, call: Call) -> Answer:
        password = call.text("password")
        if password != password.strip():
            raise Refusal(400, "password must not begin or end with a blank")
        return honest(call)

    wrap(instance, "reset_password", reset_password)


@variant("code-of-another-account", axis="rights of others")
def signs_another_in(instance: Instance) -> None:
    """Who signs in at the provider is another user than the account."""
    features = frozenset(instance.account.features)
    other = instance.accounts.create("sso@reference.test", "no-such-password", features)

    def redeem(honest: Callable[[str], User | None], code: str) -> User | None:
        return other if honest(code) is not None else None

    wrap(instance.sso, "redeem", redeem)


@variant("jwt-of-sessions", axis="spelling")
def names_sessions(instance: Instance) -> None:
    """Tokens are JSON Web Tokens whose subject is their session, and their user has no name."""
    tokens = JSONWebTokens.use(instance)

    def times(honest: Callable[[Session], dict[str, int]], session: Session) -> dict[str, object]:
        return honest(session) | {"sub": f"session-{id(session)}", "user": {"role": "user"}}

    wrap(tokens, "times", times)
