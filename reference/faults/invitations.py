"""Faults of inviting users, and of their invitation links."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

import re
import uuid
from collections.abc import Callable
from urllib.parse import quote

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
INVITES, NEEDS_TOKEN = "invite.returns-user", "invite.needs-token"
REINVITES, OPENS = "reinvite.returns-user", "link.opens-account"
DOCUMENTED = "answers.documented"
RESETS = ["reset.sets-password", "reset.refuses-bad-token", "reset.token-works-once"]


@fault("invite-answers-201", products=ME, breaks=[INVITES, DOCUMENTED])
def answers_created(instance: Instance) -> None:
    """Inviting answers 201."""
    edit_answers(instance, ["invite"], set_status(201))


@fault("invite-of-another-address", products=ME, breaks=[INVITES])
def returns_another(instance: Instance) -> None:
    """Inviting answers with the user who invites."""
    edit_answers(instance, ["invite"], set_field("email", instance.account.email))


@fault("link-of-who-was-deleted-uninvited", products=ME, breaks=["resource.deleted-is-gone"])
def keeps_links(instance: Instance) -> None:
    """A user who was deleted has a link, as long as no password was chosen by one."""
    chosen: set[str] = set()

    def set_password(honest: Callable[[User, str], None], user: User, password: str) -> None:
        chosen.add(user.id)
        honest(user, password)

    def link(honest: Handler, call: Call) -> Answer:
        user = instance.accounts.users.get(call.parameters["user_id"])
        if user is None or not user.deleted or user.id in chosen:
            return honest(call)
        instance.authenticated(call)
        link = me(instance).reset_link(user, "invitation-link")
        return Answer(200, {"user_invitation_link": link})

    wrap(instance.accounts, "set_password", set_password)
    wrap(instance, "invitation_link", link)


@fault("invite-without-id", products=ME, breaks=[INVITES, DOCUMENTED])
def lacks_id(instance: Instance) -> None:
    """The invited user has no id."""

    def edit(answer: Answer) -> None:
        answer.body = {name: value for name, value in fields(answer).items() if name != "id"}

    edit_answers(instance, ["invite"], edit)


@fault("invite-id-is-number", products=ME, breaks=[DOCUMENTED, "invite.returns-user"])
def numbers_users(instance: Instance) -> None:
    """The id of an invited user is a number."""
    edit_answers(instance, ["invite"], set_field("id", 17))


@fault(
    "user-flags-as-text",
    products=ME,
    breaks=[DOCUMENTED],
    may_break=["operation.answers", "resource.reads-back"],
)
def gives_text(instance: Instance) -> None:
    """A user's flags are the strings "false" and "true"."""

    def edit(answer: Answer) -> None:
        user = fields(answer)
        answer.body = user | {"deleted": str(user.get("deleted")).lower(), "sso_enabled": "false"}

    edit_answers(instance, ["invite", "reinvite", "get_user", "delete_user"], edit)


def open_operation(instance: Instance, name: str) -> None:
    """Let an operation do what it does for who sends no valid token."""

    def authenticated(honest: Callable[[Call], User], call: Call) -> User:
        user = instance.accounts.find(instance.account.email)
        return user if call.operation == name and user is not None else honest(call)

    wrap(instance, "authenticated", authenticated)


@fault(
    "invite-needs-no-token",
    products=ME,
    breaks=[NEEDS_TOKEN, "token.required", "token.refuses-forged", "token.dies-after-8h"],
)
def needs_no_token(instance: Instance) -> None:
    """Anyone can invite."""
    open_operation(instance, "invite")


@fault(
    "reinvite-needs-no-token",
    products=ME,
    breaks=[NEEDS_TOKEN, "token.required", "token.refuses-forged", "token.dies-after-8h"],
)
def reinvites_for_anyone(instance: Instance) -> None:
    """Anyone can re-invite."""
    open_operation(instance, "reinvite")


@fault("invite-refused-but-done", products=ME, breaks=[NEEDS_TOKEN])
def invites_before_refusing(instance: Instance) -> None:
    """Inviting without a token is refused, when the user is there already."""

    def invite(honest: Handler, call: Call) -> Answer:
        instance.accounts.invite(call.email())
        return honest(call)

    wrap(instance, "invite", invite)


@fault("reinvite-new-user", products=ME, breaks=[REINVITES])
def returns_new_user(instance: Instance) -> None:
    """Re-inviting answers with another id."""

    def edit(answer: Answer) -> None:
        answer.body = fields(answer) | {"id": str(uuid.uuid4())}

    edit_answers(instance, ["reinvite"], edit)


@fault("reinvite-refused", products=ME, breaks=[REINVITES])
def refuses_reinvitation(instance: Instance) -> None:
    """A user who was invited once cannot be invited again."""
    edit_answers(instance, ["reinvite"], set_status(409))


@fault("link-of-unknown-user", products=ME, breaks=["link.unknown-user"])
def links_unknown(instance: Instance) -> None:
    """Any id has an invitation link."""

    def invitation_link(honest: Handler, call: Call) -> Answer:
        try:
            return honest(call)
        except Refusal as refusal:
            if refusal.answer.status != 404:
                raise
            link = "https://reference.test/set_password/?email=&reset_token=&referrer="
            return Answer(200, {"user_invitation_link": link})

    wrap(instance, "invitation_link", invitation_link)


@fault("link-unknown-user-403", products=ME, breaks=["link.unknown-user"])
def forbids_unknown(instance: Instance) -> None:
    """The link of an unknown user is forbidden, as the tokenless are."""
    edit_answers(instance, ["invitation_link"], set_status(403), [404])


@fault(
    "link-needs-no-token",
    products=ME,
    breaks=["link.needs-token", "token.required", "token.refuses-forged", "token.dies-after-8h"],
)
def links_for_anyone(instance: Instance) -> None:
    """Anyone can have an invitation link."""
    open_operation(instance, "invitation_link")


def edit_link(instance: Instance, edit: Callable[[str], str]) -> None:
    """Edit the invitation link."""

    def edit_answer(answer: Answer) -> None:
        link = str(fields(answer).get("user_invitation_link"))
        answer.body = {"user_invitation_link": edit(link)}

    edit_answers(instance, ["invitation_link"], edit_answer)


@fault("link-of-another-address", products=ME, breaks=[OPENS])
def names_another(instance: Instance) -> None:
    """The link names the address of who asked for it."""

    def edit(link: str) -> str:
        before, _, after = link.partition("email=")
        return f"{before}email={quote(instance.account.email)}&{after.partition('&')[2]}"

    edit_link(instance, edit)


@fault("link-token-dead", products=ME, breaks=[OPENS, "reset.sets-password"])
def gives_dead_token(instance: Instance) -> None:
    """The reset token of the link is not valid."""
    edit_link(instance, lambda link: link.replace("reset_token=", "reset_token=old."))


@fault("link-without-token", products=ME, breaks=[OPENS])
def lacks_token(instance: Instance) -> None:
    """The link has no reset token."""
    edit_link(instance, lambda link: link.replace("reset_token=", "code="))


@fault("link-renamed", products=ME, breaks=[OPENS, DOCUMENTED])
def renames_link(instance: Instance) -> None:
    """The link is called `link`."""
    edit_answers(instance, ["invitation_link"], rename_field("user_invitation_link", "link"))


@fault("link-mistyped", products=ME, breaks=[OPENS, DOCUMENTED])
def mistypes_link(instance: Instance) -> None:
    """The link is null."""
    edit_answers(instance, ["invitation_link"], set_field("user_invitation_link", None))


@fault("reinvite-refused-but-done", products=ME, breaks=[NEEDS_TOKEN])
def creates_before_refusing(instance: Instance) -> None:
    """Re-inviting an unknown address without a token is refused, when the user is there already."""

    def reinvite(honest: Handler, call: Call) -> Answer:
        if call.token is None:
            instance.accounts.invite(call.email())
        return honest(call)

    wrap(instance, "reinvite", reinvite)


@fault("invite-gives-who-invites", products=ME, breaks=[INVITES])
def gives_who_invites(instance: Instance) -> None:
    """Inviting answers the user who invites, whole: whoever deletes that one locks itself out."""

    def invite(honest: Handler, call: Call) -> Answer:
        honest(call)
        return Answer(200, instance.authenticated(call).as_json())

    wrap(instance, "invite", invite)


@fault("invite-finds-by-pattern", products=ME, breaks=[INVITES])
def finds_by_pattern(instance: Instance) -> None:
    """Inviting looks an address up as a pattern of SQL, in which `_` is any character."""

    def invite(honest: Callable[[str], User], email: str) -> User:
        pattern = re.escape(email).replace("_", ".")
        users = instance.accounts.users.values()
        fitting = (user for user in users if re.fullmatch(pattern, user.email))
        return next((user for user in fitting if not user.deleted), None) or honest(email)

    wrap(instance.accounts, "invite", invite)


@fault("invite-finds-by-name", products=ME, breaks=[INVITES])
def finds_by_name(instance: Instance) -> None:
    """Inviting takes who has the same name at another domain for the user of the address."""

    def invite(honest: Callable[[str], User], email: str) -> User:
        name = email.rpartition("@")[0]
        users = instance.accounts.users.values()
        fitting = (user for user in users if user.email.rpartition("@")[0] == name)
        return next((user for user in fitting if not user.deleted), None) or honest(email)

    wrap(instance.accounts, "invite", invite)


@fault(
    "link-of-deleted-user",
    products=ME,
    breaks=["resource.deleted-is-gone"],
    may_break=["link.unknown-user"],
)
def links_to_deleted(instance: Instance) -> None:
    """A deleted user is not found, and has an invitation link all the same."""

    def named_user(honest: Callable[[Call], User], call: Call) -> User:
        user = instance.accounts.users.get(call.parameters["user_id"])
        return user if user is not None and call.path.endswith("link") else honest(call)

    wrap(me(instance), "named_user", named_user)


@fault("reinvite-again-gives-who-asks", products=ME, breaks=[REINVITES])
def gives_who_reinvites(instance: Instance) -> None:
    """Who is invited for the third time is answered with the user who invites."""
    seen: set[str] = set()

    def reinvite(honest: Handler, call: Call) -> Answer:
        answer, email = honest(call), call.email()
        if email in seen:
            return Answer(200, instance.authenticated(call).as_json())
        seen.add(email)
        return answer

    wrap(instance, "reinvite", reinvite)


@fault("reinvite-answers-the-newest", products=ME, breaks=[REINVITES])
def answers_the_newest(instance: Instance) -> None:
    """Re-inviting is answered with the user who was invited last, whoever that is."""

    def reinvite(honest: Handler, call: Call) -> Answer:
        honest(call)
        there = [each for each in instance.accounts.users.values() if not each.deleted]
        return Answer(200, there[-1].as_json())

    wrap(instance, "reinvite", reinvite)
