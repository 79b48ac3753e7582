"""``meiro-contracts``: pytest under the project's own configuration, from any directory.

It takes what pytest takes. Paths begin where it is called, be they options (``--reports``,
``--ledger``) or in a targets file; what is not there is looked for in the project:
``harness/plugin/anywhere.py`` sees to it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIGURATION = Path(__file__).parent.parent / "pyproject.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the contracts; return the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if not CONFIGURATION.is_file():
        print(
            f"meiro-contracts: contracts and pages are not in {CONFIGURATION.parent}: install the "
            "project from its own directory, by pip install -e .",
            file=sys.stderr,
        )
        return int(pytest.ExitCode.USAGE_ERROR)
    try:
        code = pytest.main(["-c", str(CONFIGURATION), "-p", "harness.plugin.anywhere", *given])
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        from harness.results.record import ExitCode  # noqa: PLC0415 - spec is there by now

        return int(ExitCode.ERROR)
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
