"""`python -m spec read PAGE`: Blueprint on standard output, repairs on standard error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .page import read_page

if TYPE_CHECKING:
    import argparse


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its argument."""
    read = commands.add_parser("read", help="turn a rendered or saved page into API Blueprint")
    read.add_argument("page", type=Path, help="text, HTML, or Blueprint, which is passed on")


def run(page: Path) -> int:
    """Read one page and return the exit code. Raises OSError for one that is unreadable."""
    reading = read_page(str(page), page.read_bytes())
    for line in reading.repairs:
        print(line, file=sys.stderr)
    if reading.error:
        print(reading.error, file=sys.stderr)
        return 1
    sys.stdout.buffer.write(reading.blueprint)
    sys.stdout.buffer.flush()
    return 0
