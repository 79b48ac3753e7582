"""Faults of many answers: their media type, caching and cookies."""

from collections.abc import Callable

from reference.answers import Answer
from reference.calls import Call
from reference.changes import Handler, edit_answers, wrap
from reference.faults.registry import fault
from reference.instance import Instance

TOKEN_ANSWERS = ["log_in", "sso_log_in", "refresh"]


@fault("answers-cacheable", breaks=["answers.not-cached"])
def lacks_cache_control(instance: Instance) -> None:
    """Answers with a token say nothing of caches."""
    edit_answers(instance, TOKEN_ANSWERS, lambda answer: cache(answer, None))


@fault("answers-cached", breaks=["answers.not-cached"])
def is_cached(instance: Instance) -> None:
    """Answers with a token may be kept by anyone for an hour."""
    edit_answers(instance, TOKEN_ANSWERS, lambda answer: cache(answer, "public, max-age=3600"))


@fault("refresh-cacheable", breaks=["answers.not-cached"])
def refresh_is_cached(instance: Instance) -> None:
    """Only the answers of a refresh say nothing of caches."""
    edit_answers(instance, ["refresh"], lambda answer: cache(answer, None))


def cache(answer: Answer, control: str | None) -> None:
    """Say this of caches."""
    answer.drop_header("Cache-Control")
    answer.drop_header("Pragma")
    if control is not None:
        answer.headers.append(("Cache-Control", control))


@fault("answers-as-html", breaks=["answers.documented"])
def calls_html(instance: Instance) -> None:
    """Log-in calls its JSON an HTML page."""

    def edit(answer: Answer) -> None:
        answer.media_type = "text/html"

    edit_answers(instance, ["log_in"], edit)


def edit_cookies(instance: Instance, edit: Callable[[str], str]) -> None:
    """Edit every cookie that is set."""

    def respond(honest: Handler, call: Call) -> Answer:
        answer = honest(call)
        answer.headers = [
            (name, edit(value) if name == "Set-Cookie" else value) for name, value in answer.headers
        ]
        return answer

    wrap(instance, "respond", respond)


@fault("cookies-for-scripts", breaks=["cookies.guarded"])
def lacks_http_only(instance: Instance) -> None:
    """Scripts can read the cookies."""
    edit_cookies(instance, lambda line: line.replace("; HttpOnly", ""))


@fault("cookies-for-other-sites", breaks=["cookies.guarded"])
def lacks_same_site(instance: Instance) -> None:
    """Cookies say nothing of other sites."""
    edit_cookies(instance, lambda line: line.replace("; SameSite=Lax", ""))
