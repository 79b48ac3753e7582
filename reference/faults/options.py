"""Faults of the authentication options."""

# ruff: noqa: D401 - a fault's docstring tells what the instance does

from collections.abc import Callable

from reference.answers import Answer, Refusal
from reference.calls import Call
from reference.changes import Handler, edit_answers, set_field, wrap
from reference.faults.registry import fault
from reference.instance import Instance

WRAPPED = ("cdp", "mi")


@fault("options-need-token", breaks=["options.public"], may_break=["options.flags"])
def needs_token(instance: Instance) -> None:
    """The authentication options are given to those who are logged in already."""

    def options(honest: Handler, call: Call) -> Answer:
        instance.authenticated(call)
        return honest(call)

    wrap(instance, "options", options)


@fault("options-without-flag", products=WRAPPED, breaks=["options.flags", "answers.documented"])
def lacks_flag(instance: Instance) -> None:
    """The options do not say whether credentials log in."""

    def edit(answer: Answer) -> None:
        body = answer.body
        if isinstance(body, dict):
            del body["authentication_options"]["is_credentials_login_enabled"]

    edit_answers(instance, ["options"], edit)


@fault("options-flags-as-text", breaks=["options.flags", "answers.documented"])
def gives_text(instance: Instance) -> None:
    """The flags are the strings "true" and "false"."""

    def text(flags: dict[str, object]) -> dict[str, object]:
        return {
            name: str(value).lower() if isinstance(value, bool) else value
            for name, value in flags.items()
        }

    def edit(answer: Answer) -> None:
        if isinstance(answer.body, dict):
            wrapped = answer.body.get("authentication_options")
            answer.body = (
                {"authentication_options": text(wrapped)} if wrapped else text(answer.body)
            )

    edit_answers(instance, ["options"], edit)


@fault("options-unwrapped", products=WRAPPED, breaks=["options.flags", "answers.documented"])
def unwraps(instance: Instance) -> None:
    """The flags stand at the top of the body."""

    def edit(answer: Answer) -> None:
        if isinstance(answer.body, dict):
            answer.body = answer.body["authentication_options"]

    edit_answers(instance, ["options"], edit)


@fault("options-link-mistyped", products=["me"], breaks=["answers.documented"])
def mistypes_link(instance: Instance) -> None:
    """The link to Okta is a number."""
    edit_answers(instance, ["options"], set_field("okta_auth_link", 7))


@fault("options-as-plain-text", breaks=["answers.documented"])
def sends_plain_text(instance: Instance) -> None:
    """The options are called plain text, though they are JSON."""

    def edit(answer: Answer) -> None:
        answer.media_type = "text/plain"

    edit_answers(instance, ["options"], edit)


def once_signed_on(instance: Instance, change: Callable[[Answer], Answer]) -> None:
    """Change the options once somebody has logged in by single sign-on."""
    was_seen = False

    def sso_log_in(honest: Handler, call: Call) -> Answer:
        nonlocal was_seen
        answer = honest(call)
        was_seen = True
        return answer

    def options(honest: Handler, call: Call) -> Answer:
        return change(honest(call)) if was_seen else honest(call)

    wrap(instance, "sso_log_in", sso_log_in)
    wrap(instance, "options", options)


@fault("options-unwrapped-later", products=WRAPPED, breaks=["options.flags", "answers.documented"])
def unwraps_later(instance: Instance) -> None:
    """Once somebody has signed on, the flags stand at the top of the body."""

    def change(answer: Answer) -> Answer:
        body = answer.body
        return Answer(200, body["authentication_options"] if isinstance(body, dict) else body)

    once_signed_on(instance, change)


@fault("options-wrapped-later", products=["me"], breaks=["options.flags"])
def wraps_later(instance: Instance) -> None:
    """Once somebody has signed on, the flags do not stand at the top of the body any more."""
    once_signed_on(instance, lambda answer: Answer(200, {"options": answer.body}))


@fault("options-closed-later", breaks=["options.public"], may_break=["options.flags"])
def closes_later(instance: Instance) -> None:
    """Once somebody has signed on, the options are given to those who are logged in."""

    def change(_: Answer) -> Answer:
        raise Refusal(401, "An access token is missing")

    once_signed_on(instance, change)


@fault(
    "options-unwrapped-for-who-has-a-token",
    products=WRAPPED,
    breaks=["options.flags", "answers.documented"],
)
def unwraps_for_some(instance: Instance) -> None:
    """Whoever has a token is given the flags at the top of the body."""

    def options(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        body = answer.body
        if call.token and isinstance(body, dict):
            return Answer(200, body["authentication_options"])
        return answer

    wrap(instance, "options", options)
