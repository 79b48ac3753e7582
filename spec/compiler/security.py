"""Stage 3, the part for Authorization headers: OpenAPI has them as security, not as parameters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .blueprint import Payload
    from .values import Json

_CREDENTIALS = re.compile(r"([A-Za-z][A-Za-z0-9._-]*)\s+\S.*", re.DOTALL)
_ALONE = frozenset({"basic", "bearer", "digest", "negotiate", "hoba", "mutual", "vapid"})
_KEY = "authorization"


def authorization_schemes(requests: Iterable[Payload]) -> list[str]:
    """Return the keys of the schemes that requests show.

    A value of one word is no scheme but a key, unless it is the name of a registered scheme.
    """
    values = [
        _scheme(header.value.strip())
        for request in requests
        for header in request.headers
        if header.name.lower() == "authorization" and header.value.strip()
    ]
    return list(dict.fromkeys(values))


def _scheme(value: str) -> str:
    bare = value.strip("\"'`")
    if match := _CREDENTIALS.fullmatch(bare):
        return match[1].lower()
    return bare.lower() if bare.lower() in _ALONE else _KEY


def security(requests: Sequence[Payload]) -> list[Json]:
    """Return what an Authorization header demands of a call."""
    schemes: list[Json] = [{name: []} for name in authorization_schemes(requests)]
    shown = [bool(authorization_schemes([request])) for request in requests]
    return [*schemes, *([{}] if schemes and not all(shown) else [])]


def security_scheme(name: str) -> Json:
    """Return the component of a scheme."""
    if name == _KEY:
        return {"type": "apiKey", "in": "header", "name": "Authorization"}
    return {"type": "http", "scheme": name}
