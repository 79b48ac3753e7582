"""summary.md: the verdicts, for the page of a pipeline's job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness import VERSION
from harness.console import notable

if TYPE_CHECKING:
    from pathlib import Path

    from harness.results import RunRecord, TargetRecord


def write_summary(path: Path, record: RunRecord) -> None:
    """Write each target's verdict, and what is notable of it."""
    lines = [f"# Meiro contracts {VERSION}", "", f"Started {record.started}.", ""]
    for each in record.targets.values():
        lines += _target_lines(each)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _target_lines(record: TargetRecord) -> list[str]:
    head = f"**{record.target.name}** ({record.target.product}, {record.target.url})"
    lines = [f"- {head}: {record.in_words()}"]
    return lines + [f"  - {_one_line(line)}" for line in notable(record)]


def _one_line(text: str) -> str:
    """Keep an instance's own words from becoming markup of the page."""
    plain = " ".join(text.split())
    return "".join(
        f"\\{character}" if character in "\\`*_<>[]|#" else character for character in plain
    )
