"""What was measured of one tool on one instance, kept as a line of JSON each."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tests.leaks import found_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]+")
HONEST, FAULT, DIFFERENCE = "honest", "fault", "difference"


@dataclass(frozen=True)
class Measured:
    """One run of a tool on one instance."""

    tool: str
    version: str
    case: str
    product: str
    kind: str
    """`honest`, `fault` or `difference`."""
    exit_code: int
    failures: tuple[str, ...]
    requests: int
    log_ins: int
    seconds: float
    secrets: int
    """Passwords and tokens that its outputs hold, in whatever encoding."""
    day: str

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=True)

    @classmethod
    def of(cls, line: str) -> Measured:
        """Read a line."""
        held = json.loads(line)
        return cls(**{**held, "failures": tuple(held["failures"])})


def read(file: Path) -> list[Measured]:
    """Read what was measured so far; a last line that was cut short is left out."""
    if not file.exists():
        return []
    whole, _, _ = file.read_text(encoding="utf-8").rpartition("\n")
    return [Measured.of(each) for each in whole.splitlines() if each]


def add(file: Path, measured: Measured) -> None:
    """Keep one more; a line that was cut short before it is ended."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    kept = text[: text.rfind("\n") + 1]
    file.write_text(f"{kept}{measured.line()}\n", encoding="utf-8")


def secrets_left(directory: Path, secrets: Sequence[str]) -> int:
    """Return how many secrets the files below a directory hold, in whatever encoding.

    Of a JWT, its signature is looked for: any two begin with the same letters.
    """
    found: set[str] = set()
    own = {each.rpartition(".")[2] if JWT.fullmatch(each) else each for each in secrets}
    for file in sorted(directory.rglob("*")):
        if file.is_file():
            raw = file.read_bytes()
            raw = gzip.decompress(raw) if file.suffix == ".gz" else raw
            found |= found_in(raw.decode("utf-8", "replace"), own)
    return len(found)


def stale(measured: Iterable[Measured], versions: dict[str, str]) -> str:
    """Say which results are of another version of their tool, and empty where none is."""
    others = {
        (each.tool, each.version)
        for each in measured
        if each.tool in versions and each.version != versions[each.tool]
    }
    return ", ".join(f"{tool} {version}" for tool, version in sorted(others))
