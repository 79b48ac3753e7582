"""Instances that give their secrets away in odd ways, and a search that knows nothing of ours."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import html
import json
import re
import zlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_plus

from tests.weather import Front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers without those of the framing, and body."""
SECRET_MEMBERS = ("token", "user_invitation_link")


class Teller(Front):
    """Stands before an honest instance, and tells what it answers in another way."""

    def __init__(self, instance: str, change: Callable[[Teller, Any, Answer], Answer]) -> None:
        self.change = change
        self.secrets: set[str] = set()
        """What the instance gave, and what was sent where a secret belongs."""
        self.sent: list[str] = []
        super().__init__(instance)

    def _handed_on(self, request: Any, body: bytes) -> bytes:
        self._take_sent(request, body)
        raw = super()._handed_on(request, body)
        head, _, content = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        framing = {"content-length", "connection", "transfer-encoding"}
        pairs = [tuple(line.split(": ", 1)) for line in lines[1:]]
        headers = [(name, value) for name, value in pairs if name.lower() not in framing]
        answer = (int(lines[0].split()[1]), headers, content)
        self._take_given(answer)
        status, headers, content = self.change(self, request, answer)
        told = [f"HTTP/1.1 {status} Told", *(f"{name}: {value}" for name, value in headers)]
        told += ["Connection: close", f"Content-Length: {len(content)}", "", ""]
        return "\r\n".join(told).encode("latin-1", "replace") + content

    def _take_sent(self, request: Any, body: bytes) -> None:
        self.sent = [request.headers.get("X-Access-Token") or ""]
        try:
            fields = json.loads(body or b"{}")
        except ValueError:
            fields = {}
        if isinstance(fields, dict):
            self.sent += [str(fields.get(each) or "") for each in ("password", "token")]
        self.sent = [each for each in self.sent if len(each) >= 12]

    def _take_given(self, answer: Answer) -> None:
        body = of_json(answer)
        if isinstance(body.get("token"), str):
            self.secrets.add(body["token"])
        link = str(body.get("user_invitation_link") or "")
        if found := re.search(r"reset_token=([^&#]+)", link):
            self.secrets |= {found[1], unquote(found[1])}


def of_json(answer: Answer) -> dict[str, Any]:
    """Return the JSON object that an answer holds; an empty one where it holds none."""
    try:
        body = json.loads(answer[2])
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def telling(make: Callable[[dict[str, Any]], bytes], *headers: tuple[str, str]) -> Any:
    """Tell an answer that holds a secret in another way; all others stay as they are."""

    def change(_: Teller, __: Any, answer: Answer) -> Answer:
        body = of_json(answer)
        if not any(body.get(each) for each in SECRET_MEMBERS):
            return answer
        kept = [
            each for each in answer[1] if each[0].lower() not in {n.lower() for n, _ in headers}
        ]
        return answer[0], [*kept, *headers], make(body)

    return change


def in_header(*made: tuple[str, str]) -> Any:
    """Tell a token in headers as well, which hold it where they say so."""

    def change(_: Teller, __: Any, answer: Answer) -> Answer:
        token = of_json(answer).get("token")
        if not token:
            return answer
        return answer[0], [*answer[1], *((n, v.replace("@", token)) for n, v in made)], answer[2]

    return change


def text_of(pattern: str) -> Callable[[dict[str, Any]], bytes]:
    """Write the token, or the link, into a text."""
    return lambda body: pattern.replace("@", secret_of(body)).encode()


def secret_of(body: dict[str, Any]) -> str:
    """Return the secret that an answer's body holds."""
    return str(next(body[each] for each in SECRET_MEMBERS if body.get(each)))


def dumped(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], bytes]:
    """Change the JSON of an answer."""
    return lambda body: json.dumps(change(body)).encode()


ECHOES: dict[str, Callable[[str], str]] = {
    "reversed": lambda v: v[::-1],
    "swapped": str.swapcase,
    "upper": str.upper,
    "rot13": lambda v: codecs.encode(v, "rot13"),
    "percent": lambda v: quote(quote(v, safe=""), safe=""),
    "every byte": lambda v: "".join(f"%{each:02x}" for each in v.encode()),
    "entities": lambda v: "".join(f"&#{ord(each)};" for each in v),
    "hex entities": lambda v: "".join(f"&#x{ord(each):X};" for each in v),
    "unicode": lambda v: "".join(f"\\u{ord(each):04X}" for each in v),
    "mixed": lambda v: "".join(
        (each, f"&#{ord(each)};", f"%{ord(each):02X}", f"\\u{ord(each):04x}")[at % 4]
        for at, each in enumerate(v)
    ),
    "hex": lambda v: v.encode().hex(),
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64, one before": lambda v: base64.b64encode(b"x" + v.encode()).decode(),
    "base64, two before": lambda v: base64.urlsafe_b64encode(b"qa" + v.encode()).decode(),
    "base64 twice": lambda v: base64.b64encode(base64.b64encode(v.encode())).decode(),
    "utf-16": lambda v: base64.b64encode(v.encode("utf-16")).decode(),
    "gzip": lambda v: base64.b64encode(gzip.compress(json.dumps({"a": v}).encode())).decode(),
    "zlib": lambda v: base64.b64encode(zlib.compress(v.encode())).decode(),
    "base32": lambda v: base64.b32encode(v.encode()).decode(),
    "quoted-printable": lambda v: "".join(f"={each:02X}" for each in v.encode()),
    "colons": lambda v: ":".join(f"{each:02x}" for each in v.encode()),
    "numbers": lambda v: str(list(v.encode())),
}
"""What an instance may make of what it repeats."""


def echoing(teller: Teller, _: Any, answer: Answer) -> Answer:
    """Repeat what was sent, and what was given, in every encoding."""
    body = of_json(answer)
    secrets = [*teller.sent, *([body["token"]] if body.get("token") else [])]
    if not body or not secrets:
        return answer
    made = {f"{name} {at}": to(v) for name, to in ECHOES.items() for at, v in enumerate(secrets)}
    return 500 if answer[0] >= 400 else answer[0], answer[1], json.dumps(body | made).encode()


def located(_: Teller, __: Any, answer: Answer) -> Answer:
    """Point to where a user is, by an id that is no secret."""
    made = of_json(answer).get("id")
    told = [("Location", f"/dashboard/{made}"), ("Content-Location", f"/in?{made}")] if made else []
    return answer[0], [*answer[1], *told], answer[2]


DEEP = b"[" * 100_000
CASES: dict[str, Any] = {
    # Those that the issue names
    "huge-number": telling(lambda b: b'{"token":"%s","x":%s}' % (b["token"].encode(), b"9" * 5000)),
    "deep": telling(lambda b: json.dumps(b).encode()[:-1] + b',"x":' + DEEP + b"}"),
    "one-byte": telling(lambda b: b'{"x":"\xff",' + json.dumps(b).encode()[1:]),
    "latin-1": telling(
        lambda b: json.dumps({"n": "José"} | b, ensure_ascii=False).encode("latin-1")
    ),
    "truncated": telling(lambda b: json.dumps(b | {"x": "y"}).encode()[:-4]),
    "jsonp": telling(lambda b: b"callback(" + json.dumps(b).encode() + b");"),
    "xml": telling(text_of("<?xml version='1.0'?><a><token>@</token></a>")),
    "xml-attribute": telling(text_of("<session token='@' />")),
    "html-input": telling(text_of('<form><input type="hidden" value="@" name="token"></form>')),
    "form": telling(text_of("expires=28800&token=@&kind=bearer")),
    "in-array": telling(dumped(lambda b: {"token": [secret_of(b)]})),
    "in-object": telling(dumped(lambda b: {"token": {"value": secret_of(b)}})),
    "header": in_header(("X-Auth", "@"), ("X-Session", "@"), ("Auth-Token", "@")),
    "authorization": in_header(("Set-Authorization", "Bearer @"), ("Refresh", "0; url=/in?code=@")),
    "brotli": telling(
        lambda b: b"\x0b\x1f\x80" + json.dumps(b).encode(), ("Content-Encoding", "br")
    ),
    "odd-link": telling(dumped(lambda b: {"a": "see [https://docs.test]", "b": ["//["]} | b)),
    "echo": echoing,
    # Those that it does not
    "utf-16": telling(lambda b: json.dumps(b).encode("utf-16")),
    "utf-16-bare": telling(lambda b: json.dumps(b).encode("utf-16-le")),
    "named-twice": telling(lambda b: b'{"token":"%s","token":"x"}' % b["token"].encode()),
    "json-in-json": telling(dumped(lambda b: {"data": json.dumps(b)})),
    "packed": telling(dumped(lambda b: {"d": base64.b64encode(json.dumps(b).encode()).decode()})),
    "gzip-twice": telling(lambda b: gzip.compress(json.dumps(b).encode())),
    "yaml": telling(text_of("session:\n  token: @\n  kind: bearer\n")),
    "script": telling(text_of('<script>localStorage.setItem("token", "@")</script>')),
    "meta": telling(text_of('<meta name="csrf-token" content="@">')),
    "escaped": telling(text_of('<div data-x="{&quot;token&quot;:&quot;@&quot;}">')),
    "event-stream": telling(text_of('event: login\ndata: {"token": "@"}\n\n')),
    "multipart": telling(
        text_of('--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n@\r\n')
    ),
    "not-a-number": telling(lambda b: b'{"x":NaN,' + json.dumps(b).encode()[1:]),
    "single-quotes": telling(lambda b: repr(b).encode()),
    "links": in_header(("Location", "/in?access_token=@"), ("Link", '</in#token=@>; rel="next"')),
    "cookies": in_header(("Set-Cookie", "a=b; Path=/, session=@; Path=/"), ("X-Debug", "token=@")),
    "plain": telling(text_of("@")),
    "link-relative": telling(
        dumped(
            lambda b: (
                b
                | {
                    key: re.sub(r"^https?://[^/]*", "", value)
                    for key, value in b.items()
                    if key == "user_invitation_link"
                }
            )
        )
    ),
    "location": located,
    "link-escaped": telling(
        dumped(lambda b: {key: quote(v) if "link" in key else v for key, v in b.items()})
    ),
}


SPELT = re.compile(r"[\w.~+/=-]{12,}")
"""How the secrets of these instances are spelt."""


def found_in(text: str, secrets: Iterable[str]) -> set[str]:
    """Return the secrets that a text holds, whole or their first or last part, however encoded."""
    wanted = {each.casefold(): each for each in secrets}
    parts = {part: each for low, each in wanted.items() for part in (low[:14], low[-14:])}
    words = {word.casefold() for reading in _readings(text) for word in SPELT.findall(reading)}
    low = "\n".join(sorted(words))
    return {each for part, each in parts.items() if part in low or part[::-1] in low}


def _readings(text: str) -> Iterator[str]:
    """Yield what a text says: as it stands, with its escapes undone, and what is packed in it."""
    seen = text
    for _ in range(4):
        yield seen
        yield codecs.encode(seen, "rot13")
        seen = unquote(html.unescape(seen))
        seen = re.sub(r"\\+u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), seen)
        seen = re.sub(r"\\+x([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), seen)
        seen = seen.replace('\\"', '"').replace("\\/", "/").replace("\\n", "\n")
    yield re.sub(r"\s+", "", seen)
    yield unquote_plus(seen.replace("=", "%"))
    yield bytes(int(each) for each in re.findall(r"\b\d{2,3}\b", seen) if int(each) < 128).decode()
    for parted in set(re.findall(r"(?:[0-9a-f]{2}[: ]){11,}[0-9a-f]{2}", seen)):
        yield bytes.fromhex(parted.replace(":", " ")).decode("latin-1")
    for run in set(re.findall(r"[\w+/-]{16,}={0,2}", seen)):
        yield from _unpacked(run)


def _unpacked(run: str, depth: int = 2) -> Iterator[str]:
    for raw in _decoded(run):
        for data in (raw, *_inflated(raw)):
            text = data.decode("latin-1").replace("\0", "")
            yield text
            for inner in re.findall(r"[\w+/-]{16,}={0,2}", text) if depth else ():
                yield from _unpacked(inner, depth - 1)


def _decoded(run: str) -> Iterator[bytes]:
    plain = run.rstrip("=").replace("-", "+").replace("_", "/")
    for start in range(4):
        part = plain[start:]
        try:
            yield base64.b64decode(part[: len(part) // 4 * 4])
        except ValueError:
            continue
    for decode in (bytes.fromhex, lambda v: base64.b32decode(v + "=" * (-len(v) % 8))):
        try:
            yield decode(run.rstrip("="))
        except (ValueError, binascii.Error):
            continue


def _inflated(raw: bytes) -> Iterator[bytes]:
    if raw.startswith((b"\x1f\x8b", b"\x78")):
        try:
            yield zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(raw)
        except zlib.error:
            return
