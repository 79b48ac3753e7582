"""Oddities of a request that are not its fields: how its body is written, and all about it.

One reader of bodies and one of headers serve all operations of a server, mostly: so what is odd to
them is dealt out among the operations, and another of them gets it each night.
"""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from harness.generation.case import Case
from harness.http.oddity import BASE, SERVER
from harness.run.settings import Depth
from spec.specification import PARAMETER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harness.core.exchange import Headers
    from harness.run.turns import Turns
    from spec.specification import Operation, Specification

Fields = tuple[str, ...]
"""The documented members of a request body."""
_DEEP = b"[" * 5_000 + b"]" * 5_000
_JSON = "application/json"

BODIES: Mapping[str, bytes] = {
    "a body that nests 5000 deep": _DEEP,
    "a body that is not UTF-8": b'{"email": "\xff\xfe", "token": "\xff\xfe", "code": "\xff\xfe"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "white space": b" \n ",
    "a number that is none": b'{"email": NaN, "token": NaN, "code": NaN}',
    "JSON in UTF-16": '{"email": "a"}'.encode("utf-16"),
    "more behind the JSON": b'{"a": "b"} {"a": "b"}',
    "a null character behind the JSON": b'{"a": "b"}\x00',
    "a lone surrogate in a name": b'{"a\\ud83d": "b"}',
    "a comment": b'{"a": "b" /* c */ } // d',
    "a comma at the end": b'{"a": "b",}',
    "single quotes": b"{'a': 'b'}",
    "a name without quotes": b'{a: "b"}',
    "1000 members": json.dumps({f"m{n}": "b" for n in range(1_000)}).encode(),
    "a name of 10000 characters": json.dumps({"a" * 10_000: "b"}).encode(),
}
"""Bodies, by what they are: all of them name nobody."""
VALUES: Mapping[str, bytes] = {
    "an exponent beyond all bounds": b"1e400",
    "minus zero": b"-0.0e-400",
    "an integer of 5000 digits": b"9" * 5_000,
    "1000 arrays in each other": b"[" * 1_000 + b"]" * 1_000,
}
"""What each field is, as it is written: readers of JSON differ in what they make of it."""
MEDIA_TYPES = (
    "multipart/form-data",
    "application/xml",
    "application/json; charset=latin-9",
    "application/json; charset=utf-16",
    "nonsense",
    "",
)
"""Of a body that is JSON in UTF-8; the empty one is that of a header without a value."""
CODINGS = ("gzip", "deflate", "br", "identity", "nonsense", "gzip, gzip")
"""That a plain body claims to have (RFC 9110, section 8.4)."""
RIDERS: Mapping[str, Headers] = {
    "cookies": (("Cookie", '=; ;; a; b="c; access_token=; d=%zz%; e=\\'),),
    "languages": (("Accept-Language", "en-US;q=a, *;q=-1, xx--, ;"), ("Accept-Charset", ";q=")),
    "addresses": (("X-Forwarded-For", "unknown, 999.1.1.1, [::1]:x"), ("X-Real-IP", "%")),
    "traces": (("traceparent", "00-zz-"), ("X-Request-Id", "a" * 1_000)),
}
"""Headers of no form, which nothing is refused for, so that they come along with odd bodies."""
HEADERS: Mapping[str, Headers] = {
    "conditions": (
        ("If-None-Match", "W/"), ("If-Modified-Since", "yesterday"), ("Range", "bytes=9-1,a-")
    ),
    "a way that nobody forwards": (
        ("X-Forwarded-Proto", "htps"), ("X-Forwarded-Port", "x"), ("Forwarded", 'for="_a;proto=')
    ),
    "nothing that is acceptable": (("Accept", "image/x-odd;q=nan, /"),),
    "an authorization": (("Authorization", "Basic !!!"),),
    "an origin": (("Origin", "http://["), ("Referer", "http://[")),
    "another method": (("X-HTTP-Method-Override", "NONSENSE"),),
    "another path": (("X-Original-URL", "/%zz"), ("X-Rewrite-URL", "//[")),
    "60 more": tuple((f"X-Odd-{n}", "a") for n in range(60)),
    "one of 4000 characters": (("X-Odd", "a" * 4_000),),
}  # fmt: skip
"""More of them, each in a look-up: what they ask for may be refused, or answered otherwise."""
TARGETS: Mapping[str, str] = {
    "a percent sign before no digits": "{path}/%zz",
    "a percent sign at the end": "{path}/%",
    "a percent sign before a letter": "{path}/%u0041",
    "UTF-8 that is too long": "{path}/%c0%af",
    "an encoded null": "{path}/%00",
    "percent signs in the query": "{path}?a=%&b=%zz&%=%u0041",
    "no UTF-8 in the query": "{path}?a=%c0%af&b=%00&c=%ff",
    "parameters twice": "{path}?a=1&a=2&a[]=3&a[b]=4&a[b][c]=5&=&&limit=a&limit=b",
    "nothing but slashes": "//",
    "two slashes": "/{path}",
    "encoded twice": "{path}/%252e%252e%252f%25zz",
    "an encoded line break": "{path}/%0d%0aX-Odd:%20a",
    "a question mark alone": "{path}?",
    "a query of 4000 characters": "{path}?a=" + "a" * 4_000,
    "a name that objects have in the query": "{path}?__proto__[a]=1&constructor=1&toString",
    "a slash at the end": "{path}/",
    "dot segments": "/./a/..{path}",
    "a session's id": "{path};jsessionid=1",
    "a matrix parameter": "/;a=b{path}",
    "capitals": "{PATH}",
    "an encoded slash": "/%2f{path}",
    "a path outwards": "/..%2f..%2f..{path}",
}
"""What stands in the request line, by the page's path; a proxy hands such on as they came."""
SURE = 10
"""Of the targets, the first so many are sent in every run, and others by turns."""
SURE_HEADERS = ("conditions", "an authorization", "a way that nobody forwards")
BY_TURNS = 5
"""Of all that is not sure, so many are sent in a standard run."""
METHODS = ("PUT", "OPTIONS", "PUT", "PROPFIND", "HEAD", "TRACE", "get")
"""Other ones than the page's."""
EVERYWHERE = frozenset({"PUT", "OPTIONS", "PROPFIND"})
"""Those of them that any path may get; others come to that of the options."""
TWO_TOKENS = "two access tokens"
_MAY_BE_CLOSED_ON = frozenset({"PROPFIND", "TRACE", "get"})


def of_bodies(operation: Operation) -> dict[str, Case]:
    """Return the cases that are dealt out, as an operation would get each."""
    fields = operation.body_fields
    plain = _written(fields, b'"text"')
    packed = gzip.compress(plain, mtime=0)

    def case(how: str, body: bytes, media_type: str | None = None, *more: tuple[str, str]) -> Case:
        return Case(operation.id, how, body, media_type, headers=more)

    cases = [
        *(case(how, body) for how, body in BODIES.items()),
        *(case(f"fields: {how}", _written(fields, value)) for how, value in VALUES.items()),
        case("every field twice", _twice(fields)),
        *(case(f"media type {each!r}", plain, each) for each in MEDIA_TYPES),
        case("two media types", plain, _JSON, ("Content-Type", "text/plain")),
        *(case(f"plain, called {each}", plain, None, ("Content-Encoding", each))
          for each in CODINGS),
        case("packed", packed, None, ("Content-Encoding", "gzip")),
        case("packed, and cut short", packed[:20], None, ("Content-Encoding", "gzip")),
        case("a charset that is none", plain, "application/json; charset=\"a"),
        case("an answer awaited before it", plain, None, ("Expect", "100-continue")),
        case("an image asked for", plain, None, ("Accept", "image/png")),
        Case(operation.id, "in chunks", plain, is_chunked=True),
        Case(operation.id, "its length twice", plain, is_malformed=True,
             headers=(("Content-Length", str(len(plain))),)),
    ]  # fmt: skip
    return {each.how: each for each in cases}


def requests(spec: Specification, depth: Depth, turns: Turns) -> list[Case]:
    """Return requests that are odd in their line or their headers.

    They are sent without a token that could be one, and but for one without a body: whatever is
    there, nothing is done.
    """
    look_up = spec.look_up or min(spec.operations.values(), key=lambda each: each.method != "GET")
    cases = of_look_ups(spec, look_up)
    if depth is Depth.QUICK:
        return list(cases.values())[:1]
    methods = list(_of_methods(spec, look_up))
    if depth is Depth.DEEP:
        return [*methods, *cases.values()]
    sure = [*list(cases)[:SURE], *(f"headers: {each}" for each in SURE_HEADERS), TWO_TOKENS]
    others = [each for each in cases if each not in sure]
    names = [*sure, *turns.pick("odd requests", others, BY_TURNS)]
    return [*methods, *(cases[each] for each in names)]


def of_look_ups(spec: Specification, look_up: Operation) -> dict[str, Case]:
    """Return what is odd of a look-up that anybody may make, and of the paths of others."""
    path = place_of(look_up)
    places = [each for each in _places(spec) if each != path] or [path]
    cases = [
        Case(look_up.id, f"in the path: {how}", target=_filled(target, path))
        for how, target in TARGETS.items()
    ]
    cases += [
        Case(look_up.id, f"headers: {how}", target=path, headers=headers)
        for how, headers in {**HEADERS, **RIDERS}.items()
    ]
    tokens = tuple((spec.token_header, each) for each in ("a", "b"))
    cases += [
        Case(look_up.id, TWO_TOKENS, target=_guarded(spec) or path, headers=tokens),
        Case(look_up.id, "a whole URL", target=f"{BASE}{path}", is_malformed=True),
        Case(look_up.id, "the server", method="OPTIONS", target=SERVER, is_malformed=True),
        Case(look_up.id, "a body in a look-up", b'{"a": ', _JSON, target=path),
        *(Case(look_up.id, f"a percent sign at the end of {each}", target=f"{each}/%zz%")
          for each in places),
    ]  # fmt: skip
    return {each.how: each for each in cases}


def _of_methods(spec: Specification, look_up: Operation) -> Iterator[Case]:
    """Yield methods that no page has for a path: each for one path, and a few for more of them."""
    paged = {(each.method, place_of(each)) for each in spec.operations.values()}
    places = _places(spec)
    for number, method in enumerate(METHODS):
        free = [each for each in places if (method, each) not in paged]
        is_of_look_up = method not in EVERYWHERE
        place = place_of(look_up) if is_of_look_up or not free else free[number % len(free)]
        yield Case(
            look_up.id,
            f"{method} in its place",
            method=method,
            target=place,
            is_malformed=method in _MAY_BE_CLOSED_ON,
        )


def _places(spec: Specification) -> list[str]:
    """Return the paths of the pages, in their order; where there is an id, of nobody."""
    return list(dict.fromkeys(place_of(each) for each in spec.operations.values()))


def place_of(operation: Operation) -> str:
    """Return the path of an operation on nobody, or on what does not exist."""
    return PARAMETER.sub("nobody", operation.path)


def _guarded(spec: Specification) -> str:
    """Return the path of a look-up that takes a token in a header; nothing where there is none."""
    found = (place_of(each) for each in spec.secured() if each.method == "GET")
    return next(found, "")


def _filled(target: str, path: str) -> str:
    return target.replace("{path}", path).replace("{PATH}", path.upper())


def _written(fields: Fields, value: bytes) -> bytes:
    """Write every field with this value, of any bytes."""
    return b"{" + b", ".join(json.dumps(name).encode() + b": " + value for name in fields) + b"}"


def _twice(fields: Fields) -> bytes:
    """Write every field as a text, and all of them again as null, which no JSON library does."""
    texts = [f'{json.dumps(name)}: "a"' for name in fields]
    nulls = [f"{json.dumps(name)}: null" for name in fields]
    return f"{{{', '.join([*texts, *nulls])}}}".encode()
