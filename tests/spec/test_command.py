from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate

from spec.__main__ import main

PAGE = "spec/blueprints/me/users.apib"
DOCUMENT = "spec/openapi/me.yaml"
REBUILD = "run `python -m spec build`"


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_committed_documents_are_what_their_sources_give(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"], checkout) == 0
    assert capsys.readouterr().err == ""


def test_build_gives_the_same_bytes_each_time(checkout: Path) -> None:
    before = {path.name: path.read_bytes() for path in (checkout / "spec/openapi").iterdir()}

    assert main(["build"], checkout) == 0

    after = {path.name: path.read_bytes() for path in (checkout / "spec/openapi").iterdir()}
    assert after == before


@pytest.mark.parametrize("source", [PAGE, "spec/overlays/me/users.yaml"], ids=["page", "overlay"])
def test_check_names_a_source_that_changed(
    checkout: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    append(checkout / source, "\n")

    assert main(["check"], checkout) == 1
    assert capsys.readouterr().err == f"{source} changed since {DOCUMENT} was built: {REBUILD}\n"


def test_check_names_every_document_that_a_shared_overlay_changes(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(checkout / "spec/overlays/common.yaml", "\n")

    assert main(["check"], checkout) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_check_names_a_page_that_was_added(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    added = "spec/blueprints/me/more.apib"
    (checkout / added).write_text("# Meiro Events API\n\n## GET /more\n\n+ Response 204\n")

    assert main(["check"], checkout) == 1
    assert f"{added} was added since {DOCUMENT} was built" in capsys.readouterr().err


def test_check_names_a_document_that_was_edited(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(checkout / DOCUMENT, "# mine\n")

    assert main(["check"], checkout) == 1
    assert capsys.readouterr().err.startswith(f"{DOCUMENT} was edited by hand: ")


@pytest.mark.parametrize("content", [b"", b"[", b"\xff", b"x-sources: 1"])
def test_check_takes_a_document_without_sources_for_edited(
    checkout: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / DOCUMENT).write_bytes(content)

    assert main(["check"], checkout) == 1
    assert capsys.readouterr().err.startswith(f"{DOCUMENT} was edited by hand: ")


def test_check_names_a_document_that_is_missing(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / DOCUMENT).unlink()

    assert main(["check"], checkout) == 1
    assert capsys.readouterr().err == f"{DOCUMENT} is missing: {REBUILD}\n"


def test_check_names_a_document_of_no_product(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (checkout / "spec/openapi/other.yaml").write_text("")

    assert main(["check"], checkout) == 1
    assert "spec/openapi/other.yaml belongs to no product" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("spec/overlays/me.yaml", b"", "no-product"),
        ("spec/overlays/other/users.yaml", b"", "no-product"),
        ("spec/blueprints/users.apib", b"", "no-product"),
        (PAGE, b"# Meiro Events API\n\n## List users [GET]\n", "no-resource"),
        (PAGE, b"\xff", "encoding"),
    ],
)
def test_sources_with_an_error_are_refused(
    checkout: Path,
    command: str,
    file: str,
    content: bytes,
    code: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (checkout / file).parent.mkdir(exist_ok=True)
    (checkout / file).write_bytes(content)

    assert main([command], checkout) == 1

    errors = capsys.readouterr().err
    named = "spec/overlays/other" if "other" in file else file
    assert f"{named}:" in errors
    assert f"[{code}]" in errors


def test_build_with_an_error_writes_nothing(checkout: Path) -> None:
    append(checkout / "spec/blueprints/cdp/authentication.apib", "\nMore.\n")
    (checkout / PAGE).write_text("# Meiro Events API\n\n## List users [GET]\n")
    before = {path.name: path.read_bytes() for path in (checkout / "spec/openapi").iterdir()}

    assert main(["build"], checkout) == 1

    after = {path.name: path.read_bytes() for path in (checkout / "spec/openapi").iterdir()}
    assert after == before


def test_one_file_builds_without_an_overlay(tmp_path: Path) -> None:
    (tmp_path / "a.apib").write_text(
        "# A\n\n## GET /a\n\n+ Request\n    + Headers\n\n            X-Access-Token: 1\n\n"
        "+ Response 204\n"
    )

    assert main(["build", str(tmp_path / "a.apib"), "--output", str(tmp_path / "a.yaml")]) == 0

    text = (tmp_path / "a.yaml").read_text()
    assert text.startswith('# Generated by "python -m spec build"; do not edit')
    assert "in: header" in text


PARTLY_READ = "# A\n\n## List [GET]\n\n+ Response 204\n\n## PUT /a\n\n+ Response 204\n"


def test_file_with_an_error_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.apib").write_text(PARTLY_READ)

    assert main(["build", str(tmp_path / "a.apib"), "--output", str(tmp_path / "a.yaml")]) == 1

    assert not (tmp_path / "a.yaml").exists()
    assert f"{tmp_path}/a.apib:3:1: not read: List [GET]" in capsys.readouterr().err


def test_keep_going_writes_what_could_be_read_and_lists_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.apib").write_text(PARTLY_READ)
    output = tmp_path / "a.yaml"

    code = main(["build", str(tmp_path / "a.apib"), "--output", str(output), "--keep-going"])

    assert code == 1
    document = yaml.safe_load(output.read_text())
    assert list(document["paths"]) == ["/a"]
    validate(document)
    assert f"{tmp_path}/a.apib:3:1: not read: List [GET]" in capsys.readouterr().err


def test_keep_going_with_nothing_wrong_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.apib").write_text("# A\n\n## GET /a\n\n+ Response 204\n")
    plain, keeping = tmp_path / "a.yaml", tmp_path / "b.yaml"

    assert main(["build", str(tmp_path / "a.apib"), "--output", str(plain)]) == 0
    arguments = ["build", str(tmp_path / "a.apib"), "--output", str(keeping), "--keep-going"]
    assert main(arguments) == 0

    assert plain.read_bytes() == keeping.read_bytes()


@pytest.mark.parametrize(
    ("file", "output", "code"),
    [
        pytest.param("none.apib", "a.yaml", 2, id="missing"),
        pytest.param(".", "a.yaml", 2, id="a folder"),
        pytest.param("good.apib", "none/a.yaml", 2, id="unwritable output"),
        pytest.param("binary.apib", "a.yaml", 1, id="binary"),
    ],
)
def test_file_that_cannot_be_used_is_one_line(
    tmp_path: Path, file: str, output: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.apib").write_text("# A\n")
    (tmp_path / "binary.apib").write_bytes(b"# A\n\xff\0")

    assert main(["build", str(tmp_path / file), "--output", str(tmp_path / output)]) == code

    lines = [line for line in capsys.readouterr().err.splitlines() if ": warning: " not in line]
    assert len(lines) == 1


@pytest.mark.parametrize(
    "arguments",
    [[], ["build", "a.apib"], ["build", "--output", "b"], ["build", "--keep-going"], ["x"]],
)
def test_bad_command_line_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_info:
        main(arguments)

    assert exit_info.value.code == 2
