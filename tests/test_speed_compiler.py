from pathlib import Path

import pytest

from tests.speed_compiler import by_compiler, exponent, page


@pytest.mark.parametrize(
    ("seconds", "expected"), [((1.0, 10.0), 1.0), ((1.0, 100.0), 2.0), ((2.0, 2.0), 0.0)]
)
def test_exponent_is_that_of_the_growth(seconds: tuple[float, float], expected: float) -> None:
    assert exponent((10, 100), seconds) == pytest.approx(expected)


@pytest.mark.parametrize("operations", [1, 25, 60])
def test_page_has_its_operations(operations: int) -> None:
    assert page(operations).count(" [GET]\n") == operations


def test_page_that_gives_no_document_is_not_measured(tmp_path: Path) -> None:
    file = tmp_path / "a.apib"
    file.write_text(page(2))
    assert by_compiler(file) > 0

    file.write_text("# A\n\n## List [GET]\n")
    with pytest.raises(ValueError, match="no-resource"):
        by_compiler(file)
