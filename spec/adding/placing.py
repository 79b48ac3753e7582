"""How several files come into their places at once, whenever the process is killed.

All of them are written beside their places first, in a hidden folder. One renaming of that folder
decides: before it nothing has changed, and from then on the files will be moved, by this process or
by the next command that looks.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import re
import shutil
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spec.compiler.project import Layout

_DECIDED = ".adding"
_LIST = "files.json"
_PLACE = re.compile(
    r"(?:(?:blueprints|overlays)/[\w-]+/[\w-]+\.(?:apib|yaml)|openapi/[\w-]+\.yaml)"
)
"""The places that are written to, whatever a list says."""
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


@contextlib.contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Wait until no other command writes to the folder, and finish what one left undone."""
    descriptor = os.open(layout.root, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        folder = layout.root / layout.name
        for left in folder.glob(f"{_DECIDED}-*"):
            shutil.rmtree(left, ignore_errors=True)
        if (folder / _DECIDED).is_dir():
            _move(folder)
        yield
    finally:
        os.close(descriptor)


def finish(layout: Layout) -> None:
    """Finish what a command that was killed had decided, if there is anything."""
    if (layout.root / layout.name / _DECIDED).is_dir():
        with alone(layout):
            pass


def place(layout: Layout, files: Mapping[str, bytes | None]) -> None:
    """Put files into their places below the layout's folder, all or none; None removes one.

    Only within `alone`. Raises OSError where that can't be done, and then nothing was changed.
    """
    folder = layout.root / layout.name
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        prepared = _prepared(folder, files)
    except OSError:
        if made:
            folder.rmdir()
        raise
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        prepared.rename(folder / _DECIDED)
        _move(folder)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepared(folder: Path, files: Mapping[str, bytes | None]) -> Path:
    """Write the files into a hidden folder, with a list of their places."""
    for file in files:
        _refuse_unwritable(folder / file)
    prepared = Path(tempfile.mkdtemp(prefix=f"{_DECIDED}-", dir=folder))
    try:
        for number, content in enumerate(files.values()):
            if content is not None:
                _write(prepared / str(number), content)
        entries = [{"file": file, "removed": files[file] is None} for file in files]
        _write(prepared / _LIST, json.dumps(entries).encode())
    except BaseException:
        shutil.rmtree(prepared, ignore_errors=True)
        raise
    return prepared


def _refuse_unwritable(target: Path) -> None:
    above = next(each for each in target.parents if each.exists())
    if target.is_dir() or not above.is_dir():
        code = errno.EISDIR if target.is_dir() else errno.ENOTDIR
        raise OSError(code, os.strerror(code), str(target if target.is_dir() else above))
    if not os.access(above, os.W_OK | os.X_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(above))


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(folder: Path) -> None:
    """Move what was decided into its places; what is there no more was moved before."""
    decided = folder / _DECIDED
    for number, (file, is_removed) in enumerate(_listed(decided)):
        source, target = decided / str(number), folder / file
        if is_removed:
            target.unlink(missing_ok=True)
        elif source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            source.replace(target)
    shutil.rmtree(decided)


def _listed(decided: Path) -> list[tuple[str, bool]]:
    """Return the places that a list names; none where it was removed, after all else."""
    if not (decided / _LIST).exists():
        return []
    entries = json.loads((decided / _LIST).read_bytes())
    named = [(str(each["file"]), each["removed"] is True) for each in entries]
    return [(file, is_removed) for file, is_removed in named if _PLACE.fullmatch(file)]
