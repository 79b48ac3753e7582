import shutil
from pathlib import Path

import pytest

from spec.__main__ import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the pages, the overlays and the documents, free to be changed."""
    for folder in ("blueprints", "overlays", "openapi"):
        shutil.copytree(ROOT / "spec" / folder, tmp_path / "spec" / folder)
    return tmp_path
