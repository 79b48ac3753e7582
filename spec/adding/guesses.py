"""What a page seems to mean, and Blueprint cannot say: actions of an overlay, each with its reason.

Nothing is guessed that another overlay has said already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spec.compiler.operation_ids import choices
from spec.roles import ACCOUNT_FIELDS, Role

from . import roles, tokens
from .operations import all_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spec.compiler.blueprint import Page

    from .operations import Shown

_SESSION = frozenset({Role.LOGIN, Role.REFRESH, Role.LOGOUT, Role.SSO_LOGIN})
_REFUSAL = {"description": "A refusal that the page does not document", "x-undocumented": True}
HEADER = "X-Access-Token"
SCHEME = "accessToken"


@dataclass(frozen=True, slots=True)
class Guess:
    """One action of an overlay."""

    target: str
    reason: str
    update: Mapping[str, Any]


@dataclass
class Guesses:
    """What one page seems to mean."""

    actions: list[Guess] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What a person should know, and no overlay can say, a line each."""
    error: str = ""
    """Why the suite can't hold the page against an instance."""

    def add(self, target: str, reason: str, update: Mapping[str, Any]) -> None:
        """Take up one guess."""
        self.actions.append(Guess(target, reason, update))


@dataclass(frozen=True)
class Ground:
    """What guesses are made from: a document without them, and what was there before."""

    document: Mapping[str, Any]
    page: Page
    file: str
    """The page's name as sources have it."""
    ids: Mapping[str, str]
    """The ids that operations had before the page was added, by their names."""
    overlaid: frozenset[str]
    """The operations, by their names, to which an overlay gave an id."""


def guess(ground: Ground) -> Guesses:
    """Return the guesses for a page."""
    every = all_of(ground.document)
    own = [each for each in every if _file_of(each) == ground.file]
    found = Guesses()
    name, scheme = tokens.foreign(own)
    if name:
        found.error = (
            f"{name} takes its credentials as {scheme} in the header Authorization: "
            f"the suite sends a token in a header of its own, such as {HEADER}"
        )
        return found
    header, why = tokens.other_header(own, HEADER)
    if header and len(own) == len(every):
        update = {"name": header} | ({"x-token-scheme": "Bearer"} if tokens.is_bearer(own) else {})
        found.add(f"$.components.securitySchemes.{SCHEME}", f"Guessed: {why}.", update)
    elif header:
        found.remarks.append(f"{why}, but other pages of the product in {HEADER}")
    taken = [each.raw["x-role"] for each in every if "x-role" in each.raw]
    open_ones = [each for each in own if "x-role" not in each.raw]
    parts = roles.parts(open_ones, taken)
    found.remarks += roles.unlike([each for each in open_ones if each.name not in parts])
    options = _options(every, parts)
    ids = _Ids(ground, every, parts)
    for each in own:
        _of_operation(each, parts.get(each.name), ids, options, found)
    _tokens(ground, own, parts, found)
    return found


def _file_of(each: Shown) -> str:
    return str(each.raw.get("x-source", "")).rpartition(":")[0]


def _options(every: Sequence[Shown], parts: Mapping[str, roles.Part]) -> Shown | None:
    for each in every:
        part = parts.get(each.name)
        if each.raw.get("x-role") == Role.OPTIONS or (part and part.role is Role.OPTIONS):
            return each
    return None


def _of_operation(
    each: Shown, part: roles.Part | None, ids: _Ids, options: Shown | None, found: Guesses
) -> None:
    update: dict[str, Any] = {}
    reasons: list[str] = []
    name = ids.of(each)
    if name:
        update["operationId"] = name
        if part is None:
            reasons.append("its name says which of those that are called alike it is")
    if part:
        update["x-role"] = part.role.value
        reasons.append(part.reason)
        if "x-effects" not in each.raw and part.role in {*_SESSION, Role.OPTIONS}:
            update["x-effects"] = "session" if part.role in _SESSION else "read"
        if flag := roles.flag_for(part.role, options):
            update["x-enabled-by"] = flag
            reasons.append(f"{flag} of the authentication options switches it on")
    if _lacks_media_type(each):
        update["x-request-media-type"] = "application/json"
        reasons.append("its body is JSON, and the page names no media type")
    if not each.success:
        update["responses"] = {"2XX": {"description": "A success", "x-undocumented": True}}
        update["responses"] |= {} if each.raw.get("responses") else {"4XX": _REFUSAL}
        reasons.append("the page shows no success, and any one will do")
    if update:
        found.add(each.target, f"Guessed: {'; '.join(reasons)}.", update)
    if part:
        _demanded_members(each, part.role, found)


def _lacks_media_type(each: Shown) -> bool:
    content = each.raw.get("requestBody", {}).get("content", {})
    return list(content) == ["application/json"] and "x-request-media-type" not in each.raw


def _demanded_members(each: Shown, role: Role, found: Guesses) -> None:
    known = {guess.target for guess in found.actions if "required" in guess.update}
    if role in {Role.LOGIN, Role.REFRESH, Role.SSO_LOGIN}:
        for target, schema in each.schemas("responses").items():
            if target not in known and "token" not in schema.get("required", ()):
                reason = "Guessed: an answer that gives a token holds one."
                found.add(target, reason, {"required": ["token"]})
                known.add(target)
    for target, schema in each.schemas("requestBody").items():
        fields = [name for name in each.sent if name in _SENT]
        if target not in known and fields and "required" not in schema:
            reason = "Guessed: the suite sends every documented field."
            found.add(target, reason, {"required": fields})


_SENT = frozenset({*ACCOUNT_FIELDS, "password", "token", "code", "old_password", "new_password"})


def _tokens(
    ground: Ground, own: Sequence[Shown], parts: Mapping[str, roles.Part], found: Guesses
) -> None:
    """Say which operations take a token, where only the page's words do."""
    said = tokens.demanded(ground.page)
    for each in own:
        words = said.get(str(each.raw.get("x-source")))
        role = each.raw.get("x-role") or (parts[each.name].role if each.name in parts else None)
        is_open = role in roles.OPEN or role in {Role.FORGOT_PASSWORD, Role.RESET_PASSWORD}
        is_logout_by_body = role == Role.LOGOUT and "token" in each.sent
        gives = "token" in each.got or (role != Role.LOGOUT and roles.may_be_open(each))
        if not words or is_open or is_logout_by_body or each.raw.get("security") or gives:
            continue
        reason = f'Guessed from the page\'s words: "{words[:200]}"'
        found.add(each.target, reason, {"security": [{SCHEME: []}]})


class _Ids:
    """Names for operations that are called alike, and that stay when more pages come."""

    def __init__(
        self, ground: Ground, every: Sequence[Shown], parts: Mapping[str, roles.Part]
    ) -> None:
        self._ground = ground
        self._parts = parts
        self._own = {each.name for each in every if _file_of(each) == ground.file}
        there = {each.name for each in every}
        self._taken = {name for other, name in ground.ids.items() if other in there - self._own}
        self._taken |= {str(e.raw["operationId"]) for e in every if e.name not in self._own}
        self._first = [_choices(each)[0] for each in every]

    def of(self, each: Shown) -> str | None:
        """Return the id that an overlay should give, or None where the compiler's will do."""
        if each.name in self._ground.overlaid:
            return None
        before = self._ground.ids.get(each.name)
        part = self._parts.get(each.name)
        wanted = ([roles.IDS[part.role]] if part else []) + _choices(each)
        if before and not part:
            wanted.insert(0, before)
        chosen = next((each for each in wanted if each not in self._taken), None)
        chosen = chosen or str(each.raw["operationId"])
        self._taken.add(chosen)
        first = _choices(each)[0]
        is_certain = self._first.count(first) == 1 and chosen == first
        return None if is_certain and chosen == each.raw["operationId"] else chosen


def _choices(each: Shown) -> list[str]:
    return list(choices(str(each.raw.get("summary", "")), each.path, each.method.lower()))
