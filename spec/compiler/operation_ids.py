"""Names of operations that no overlay names: unique, legible, and the same each time.

`List segments` becomes `listSegments`. An action without a name, or whose name is no command,
takes its method and its path: `GET /segments/{id}` becomes `getSegment`.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .values import Json

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_VERSION = re.compile(r"v\d+(?:\.\d+)*", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LITTLE = frozenset({"a", "an", "the"})
_MAX_WORDS = 7
_VERBS = {
    "get": "get", "put": "replace", "post": "create", "delete": "delete", "options": "options",
    "head": "head", "patch": "update", "trace": "trace",
}  # fmt: skip
_COMMANDS = frozenset(
    """
    accept activate add allow apply approve archive assign attach authenticate authorize ban
    batch begin block book bulk buy calculate call cancel change check claim clear clone close
    collect compare complete compute confirm connect convert copy count create deactivate
    decline delete deny deploy destroy detach disable disconnect dismiss download drop
    duplicate edit enable end execute export extend fetch filter find finish follow forget
    generate get give grant import index insert install invite issue join kick leave like link
    list load lock log login logout lookup make mark merge modify move notify obtain open
    order patch pause pay ping play poll post preview process publish pull purchase push put
    query read rebuild receive refresh refund regenerate register reinvite reject release
    reload remove rename renew reorder replace reply report request resend reset resolve
    restart restore resume retrieve retry return reverse revoke rotate run save schedule
    search select send set share show sign signin signout signup start stop store stream
    submit subscribe suspend sync synchronize tag test toggle track transfer trigger unassign
    unblock undo unfollow uninstall unlink unlock unpublish unsubscribe update upgrade upload
    upsert use validate verify view vote watch withdraw write
    """.split()  # noqa: SIM905 - a word a line would be two pages
)


def with_operation_ids(paths: Json) -> Json:
    """Return paths whose operations all have a name that no other has."""
    taken = {
        operation["operationId"]
        for item in paths.values()
        for method, operation in item.items()
        if method in _METHODS and operation.get("operationId")
    }
    counts: dict[str, int] = {}
    return {
        path: {
            key: _named(value, path, key, taken, counts) if key in _METHODS else value
            for key, value in item.items()
        }
        for path, item in paths.items()
    }


def _named(
    operation: Json, path: str, method: str, taken: set[str], counts: dict[str, int]
) -> Json:
    if operation.get("operationId"):
        return operation
    wanted = list(choices(operation.get("summary", ""), path, method))
    free = next((choice for choice in wanted if choice not in taken), None)
    if free is None:
        last = wanted[-1]
        numbers = itertools.count(counts.get(last, 2))
        number = next(each for each in numbers if f"{last}{each}" not in taken)
        counts[last] = number + 1
        free = f"{last}{number}"
    taken.add(free)
    return {"operationId": free, **operation}


def choices(summary: str, path: str, method: str) -> Iterator[str]:
    """Yield names, the best first: by the summary, by the path, by all of the path."""
    by_name = _by_summary(summary)
    by_path = _by_path(path, method)
    if by_name:
        yield by_name
    yield by_path
    if by_name:
        yield by_name + _pascal(_words_of_path(path)[-1:])
    yield method + _whole_path(path)


def _by_summary(summary: str) -> str:
    """Return the name that a command gives, or nothing where the summary is none."""
    words = _words(summary)
    kept = [word for word in words if word.lower() not in _LITTLE]
    whole = unicodedata.normalize("NFKD", summary).encode("ascii", "ignore").decode()
    readable = len(whole) * 2 >= len(summary)
    if not 2 <= len(kept) <= _MAX_WORDS or not readable or not _is_command(kept[0]):
        return ""
    return _camel(kept)


def _is_command(word: str) -> bool:
    lower = word.lower()
    return lower in _COMMANDS or (lower.startswith("re") and lower[2:] in _COMMANDS)


def _by_path(path: str, method: str) -> str:
    """Return `listSegments` or `getSegment` for what the path leads to."""
    steps = [step for step in path.split("/") if step]
    words = _words_of_path(path)
    if not words:
        return f"{_VERBS[method]}Root"
    ends_in_variable = bool(_VARIABLE.search(steps[-1]))
    many = _singular(words[-1]) != words[-1]
    verb = "list" if method == "get" and many and not ends_in_variable else _VERBS[method]
    single = ends_in_variable or (method == "post" and many)
    last = _singular(words[-1]) if single else words[-1]
    return verb + _pascal([last])


def _words_of_path(path: str) -> list[str]:
    """Return the steps of a path that say something."""
    steps = [_VARIABLE.sub("", step) for step in path.split("/")]
    return [step for step in steps if _WORD.search(step) and not _VERSION.fullmatch(step)]


def _whole_path(path: str) -> str:
    """Return all of a path in words, its variables behind `By`."""
    words = [
        "By" + _pascal([match[1]]) if (match := _VARIABLE.search(step)) else _pascal([step])
        for step in path.split("/")
        if step
    ]
    return "".join(words) or "Root"


def _singular(word: str) -> str:
    if re.search(r"(?:ss|us|is)$", word, re.IGNORECASE) or not word.lower().endswith("s"):
        return word
    if word.lower().endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:ches|shes|sses|xes|zes)$", word, re.IGNORECASE):
        return word[:-2]
    return word[:-1]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(plain.replace("'", ""))


def _pascal(texts: list[str]) -> str:
    words = [part for text in texts for word in _words(text) for part in _HUMP.split(word)]
    return "".join(word[0].upper() + word[1:] for word in words)


def _camel(words: list[str]) -> str:
    first, *rest = words
    return first.lower() + "".join(_capitalized(word) for word in rest)


def _capitalized(word: str) -> str:
    """Return a word with a capital; a short one in capitals, such as `JSON`, stays as it is."""
    shouted = word.isupper() and len(word) > 4
    return word[0].upper() + (word[1:].lower() if shouted else word[1:])
