"""What HTTP allows, and what proxies do with it, breaks no rule of an honest instance."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.matrix import Run, reference_instances, run_suite, write_targets
from tests.weather import Front

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

pytestmark = pytest.mark.starts_process

EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: <http://[>; rel=preload\r\nSet-Cookie: early=1\r\n\r\n"
GUARDED = "HttpOnly; SameSite=Lax; Path=/"
ODD = [
    "Date: Fri, 01 Jan 100000000000000000000 00:00:00 GMT",
    f"Set-Cookie: a=b; Max-Age={'9' * 5_000}; {GUARDED}",
    f"Set-Cookie: c=d; Expires=Sat, 13 Sep 275760 00:00:00 GMT; {GUARDED}",
    f"Set-Cookie: e=f; Max-Age=--1; {GUARDED}",
    f"Set-Cookie: g=h; Max-Age=\xb2; {GUARDED}",
    "Retry-After: 1732593151000",
    "Age: \xb2",
    "Link: <http://[>",
    "no field at all",
    ": no name",
    "X-Folded: one\r\n two",
]


class OddFront(Front):
    """Hands answers on in another form."""

    form = "early"

    def _handed_on(self, request: BaseHTTPRequestHandler, body: bytes) -> bytes:
        head, _, content = super()._handed_on(request, body).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        kept = [each for each in lines if not each.lower().startswith(("date:", "content-length:"))]
        more, content = self._changed(content)
        lines = [first, *kept, *ODD, *more]
        return EARLY * 3 + "\r\n".join([*lines, "", ""]).encode("latin-1") + content

    def _changed(self, content: bytes) -> tuple[list[str], bytes]:
        """Return the lines that a body in another form needs, and that body."""
        if self.form == "gzip":
            content = gzip.compress(content)
        elif self.form == "deflate":
            packer = zlib.compressobj(wbits=-15)
            content = packer.compress(content) + packer.flush()
        elif self.form == "br":
            content = b"\x8b\x07\x80" + content[::-1] + b"\x03"
        elif self.form == "chunked":
            chunks = b"".join(b"1;a=b\r\n%c\r\n" % each for each in content)
            return ["Transfer-Encoding: chunked"], chunks + b"0\r\nX-Trailer: a\r\n\r\n"
        coding = [] if self.form == "early" else [f"Content-Encoding: {self.form}"]
        return [*coding, f"Content-Length: {len(content)}"], content + EARLY


def check_behind(form: str, tmp_path: Path, *options: str) -> Run:
    with reference_instances({"me": "me"}) as [instance]:
        front = OddFront(instance["url"])
        front.form = form
        try:
            file, environment = write_targets(tmp_path, [instance | {"url": front.url}], "session")
            arguments = ["--targets-file", str(file), "--target", "me", "-p", "no:html", *options]
            return run_suite(arguments, tmp_path / "reports", environment)
        finally:
            front.close()


@pytest.mark.parametrize("form", ["early", "gzip", "deflate", "chunked"])
def test_honest_instance_is_conformant_in_whatever_form_its_answers_come(
    tmp_path: Path, form: str
) -> None:
    run = check_behind(form, tmp_path)

    assert run.exit_code == 0, run.console
    assert run.verdict("me") == "conformant"


def test_coding_that_cannot_be_read_breaks_nothing_and_is_named(tmp_path: Path) -> None:
    run = check_behind("br", tmp_path)

    assert run.exit_code == 10
    assert run.verdict("me") == "unreachable"
    words = "body is coded (br), which was not asked for, and can't be read"
    assert f"an answer was not read: its {words}" in run.console
    assert f"answered 200, and the {words}" in run.console
    assert "Traceback" not in run.console
