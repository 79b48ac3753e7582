"""Runs pieces of scripts in the shell that every machine has."""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def run(script: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a script, and return what it printed."""
    known = {"PATH": os.environ["PATH"]} | environment
    return subprocess.run(
        ["sh"], input=script.encode("ascii"), capture_output=True, check=False, env=known
    )


def printed(script: str, **environment: str) -> bytes:
    """Return what a script prints; it has to end well, and to complain of nothing."""
    done = run(script, **environment)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


STUB = r"""#!/bin/sh
printf '%s\0' "$@" end >> "$OUT"
for each; do
  [ "$last" != --data-binary ] || cat "${each#@}" > "$OUT.body"
  last=$each
done
printf 200
"""
"""Stands for curl: notes what it is told, and the file that it is to send."""


def what_curl_gets(script: str, directory: Path, **environment: str) -> list[list[bytes]]:
    """Run a script with a stub in the place of curl; return the words of each call.

    A file that is sent stands there by its content; the last one, where there are several.
    """
    stub, out = directory / "curl", directory / "out"
    body = directory / "out.body"
    stub.write_text(STUB)
    stub.chmod(0o755)
    out.write_text("")
    path = f"{directory}:{os.environ['PATH']}"
    run(script, PATH=path, OUT=str(out), **environment)
    calls = [each.split(b"\0") for each in out.read_bytes().split(b"\0end\0")[:-1]]
    for words in calls:
        if b"--data-binary" in words:
            words[words.index(b"--data-binary") + 1] = body.read_bytes()
    return calls


def sent_by(words: list[bytes]) -> tuple[bytes, bytes, list[bytes], bytes]:
    """Return the method, the URL, the headers and the body that curl is told to send."""
    headers = [value for name, value in pairwise(words) if name == b"-H"]
    bodies = [value for name, value in pairwise(words) if name.startswith(b"--data-")]
    at = words.index(b"-X")
    return words[at + 1], words[at + 2], headers, bodies[0] if bodies else b""
