from __future__ import annotations

from pathlib import Path

import pytest

from spec.__main__ import main

PAGES = Path(__file__).parent / "pages"
PROSE = "ExampleDocs\n\nOverview\n\nBase URL\n\nhttps://a.test/\n\nAll about it.\n\nOn this page\n"


def test_blueprint_goes_to_standard_output_and_repairs_to_standard_error(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    page = PAGES / "users.txt"

    assert main(["read", str(page)]) == 0

    out, err = capsysbinary.readouterr()
    assert out == page.with_suffix(".apib").read_bytes()
    assert (
        f"{page}:9: “User [/users/{{user_id}}]” is read as the heading of a resource".encode()
        in err
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", PROSE.encode(), b"<html><body><p>Nothing</p></body></html>", b"# Group A\n"],
    ids=["empty", "blank", "prose", "HTML", "Blueprint"],
)
def test_page_without_an_operation_is_an_error_that_says_what_was_looked_for(
    tmp_path: Path, content: bytes, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    page = tmp_path / "page"
    page.write_bytes(content)

    assert main(["read", str(page)]) == 1

    out, err = capsysbinary.readouterr()
    assert out == b""
    last = err.decode().splitlines()[-1]
    assert last.startswith(f"{page}:1: no operation found: looked for headings such as ")


def test_page_of_data_structures_alone_is_read_and_said(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert main(["read", str(PAGES / "data-structures.txt")]) == 0

    assert b"no operation stands here, but data structures: 7" in capsysbinary.readouterr().err


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_file_that_cannot_be_read_is_one_line(
    tmp_path: Path, name: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["read", str(tmp_path / name)]) == 2

    out, err = capsysbinary.readouterr()
    assert out == b""
    assert len(err.splitlines()) == 1


def test_command_without_a_page_is_refused() -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(["read"])

    assert exit_info.value.code == 2
