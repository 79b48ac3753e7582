"""The exchanges of a run as an HTTP Archive (HAR 1.2), secrets left out."""

from __future__ import annotations

import gzip
import shutil
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import harfile

from harness import VERSION
from harness.core.storage import written_whole
from harness.http.rendering import exchange_data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from harness.core.exchange import Headers
    from harness.http.recorder import Recorded

LARGEST_PLAIN = 10_000_000
"""Bytes of an archive; a larger one is packed by gzip."""
LARGEST_UNPACKED = 1_000_000_000
"""Bytes that a packed one may hold."""
_HTTP_VERSION = "HTTP/1.1"


def har_entry(recorded: Recorded) -> dict[str, Any]:
    """Return an exchange as plain data, with in what its answer departs from its page."""
    return exchange_data(recorded.exchange) | {"violations": list(recorded.violations)}


def write_har(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Write entries that :func:`har_entry` made, and that were masked since."""
    creator = harfile.Creator(name="meiro-contracts", version=VERSION)
    with harfile.open(str(path), creator=creator) as archive:
        for entry in entries:
            archive.add_entry(
                startedDateTime=entry["started"],
                time=entry["milliseconds"],
                request=_request(entry),
                response=_response(entry),
                timings=harfile.Timings(send=0, wait=entry["milliseconds"], receive=0),
                comment="; ".join(entry["violations"]) or None,
            )


def write_har_file(path: Path, entries: Iterable[dict[str, Any]]) -> None:
    """Write the archive whole or not at all; a large one is packed."""
    with written_whole(path) as part:
        write_har(part, entries)
    pack_large(path)


def pack_large(path: Path) -> None:
    """Let an archive that is large be packed by gzip, beside its place."""
    if path.stat().st_size <= LARGEST_PLAIN:
        return
    with (
        written_whole(path.with_name(f"{path.name}.gz")) as made,
        path.open("rb") as plain,
        gzip.open(made, "wb", compresslevel=6) as archive,
    ):
        shutil.copyfileobj(plain, archive)
    path.unlink()


def unpacked(data: bytes) -> bytes:
    """Unpack an archive; ValueError where it is damaged, or far too large for one."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as archive:
            plain = archive.read(LARGEST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as failure:
        raise ValueError("it is no gzip") from failure
    if len(plain) > LARGEST_UNPACKED:
        raise ValueError("it is too large")
    return plain


def _request(entry: dict[str, Any]) -> harfile.Request:
    body = entry["request_body"]
    return harfile.Request(
        method=entry["method"],
        url=entry["url"],
        httpVersion=_HTTP_VERSION,
        headers=_records(entry["request_headers"]),
        postData=harfile.PostData(mimeType="application/json", text=body) if body else None,
        bodySize=len(body),
    )


def _response(entry: dict[str, Any]) -> harfile.Response:
    return harfile.Response(
        status=entry["status"],
        statusText=entry["reason"],
        httpVersion=_HTTP_VERSION,
        headers=_records(entry["answer_headers"]),
        content=harfile.Content(
            size=entry["size"], mimeType=entry["media_type"], text=entry["answer_body"]
        ),
        bodySize=entry["size"],
        redirectURL="",
    )


def _records(headers: Headers) -> list[harfile.Record]:
    return [harfile.Record(name=name, value=value) for name, value in headers]
