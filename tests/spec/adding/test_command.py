"""`spec add`, tried as a person would."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from spec import specification
from spec.__main__ import ROOT, main
from spec.compiler import project
from spec.resources import followed

PAGE = """\
# Shop API

All requests must carry an access token.

# Group Orders

## Orders [/orders{?limit}]

+ Parameters
    + limit: 10 (number, optional)

### List orders [GET]

+ Response 200 (application/json)
    + Attributes (array[Order])

### Create order [POST]

+ Request
    + Attributes (Order)

+ Response 201 (application/json)
    + Attributes (Order)

## Order [/orders/{order_id}]

+ Parameters
    + order_id: 7 (string, required)

### Get order [GET]

+ Response 200 (application/json)
    + Attributes (Order)

+ Response 404

# Data Structures

## Order (object)
+ id: 7 (string)
+ note: good (string)
"""
RENDERED = """\
Orders

Section: Group Orders. Base URL: https://shop.test/.

Orders [/orders]

List orders [GET]

  • Request

    • Headers

      X-Access-Token: 1234567890abcdef

  • Response 200 (application/json)

    • Attributes (array)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "own"


def saved(tmp_path: Path, text: str | bytes, name: str = "saved.txt") -> str:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def add(folder: Path, page: str, *more: str, product: str = "shop") -> int:
    return main(["add", page, "--product", product, "--spec", str(folder), *more])


def files(folder: Path) -> dict[str, bytes]:
    found = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}


def test_page_becomes_a_product(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(folder, saved(tmp_path, PAGE)) == 0

    assert set(files(folder)) == {
        "blueprints/shop/orders.apib",
        "overlays/shop/orders.yaml",
        "openapi/shop.yaml",
    }
    assert main(["check", "--spec", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "order: create, list, get" in printed
    assert "list.keeps-to-limit: " in printed
    assert 'needs: effects = "account"' in printed
    rows = [row for row in printed.splitlines() if "MEIRO_SPEC=" not in row]
    assert max(map(len, rows)) <= 100


@pytest.mark.parametrize(
    ("name", "is_told"), [("offset", True), ("page", True), ("page_number", True), ("leaf", False)]
)
def test_parts_of_a_list_are_proven(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], *, name: str, is_told: bool
) -> None:
    heading = "### List orders [GET]\n"
    parameter = f"\n+ Parameters\n    + {name}: 1 (number, optional)\n"
    page = PAGE.replace(heading, heading + parameter).replace("{?limit", f"{{?{name},limit")
    add(folder, saved(tmp_path, page))

    assert ("list.skips-offset: " in capsys.readouterr().out) is is_told


@pytest.mark.parametrize(
    ("words", "is_told"),
    [("Ordered by note if not asked otherwise.", True), ("All of them.", False)],
)
def test_order_in_words_is_proven(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str], *, words: str, is_told: bool
) -> None:
    heading = "### List orders [GET]\n"
    add(folder, saved(tmp_path, PAGE.replace(heading, f"{heading}\n{words}\n")))

    assert ("list.orders: " in capsys.readouterr().out) is is_told


@pytest.mark.parametrize("page", [PAGE, RENDERED], ids=["Blueprint", "rendered"])
def test_page_and_its_document_are_read_by_the_suite(
    tmp_path: Path, folder: Path, page: str
) -> None:
    add(folder, saved(tmp_path, page))

    spec = specification.parse("shop", (folder / "openapi/shop.yaml").read_text())

    assert spec.token_header == "X-Access-Token"
    assert all(each.secured for each in spec.operations.values())


def test_every_guess_has_a_reason(tmp_path: Path, folder: Path) -> None:
    add(folder, saved(tmp_path, PAGE))

    overlay = yaml.safe_load((folder / "overlays/shop/orders.yaml").read_text())

    assert all(each["description"].startswith("Guessed") for each in overlay["actions"])
    assert any("x-request-media-type" in each["update"] for each in overlay["actions"])


def test_page_that_is_added_again_changes_nothing(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = saved(tmp_path, PAGE)
    add(folder, page)
    before = files(folder)
    capsys.readouterr()

    assert add(folder, page) == 0

    assert files(folder) == before
    assert ": no change\n" in capsys.readouterr().out


def test_page_that_changed_is_updated_and_the_change_is_told(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE))
    newer = PAGE.replace("+ note: good (string)", "+ note: 1 (number)")

    assert add(folder, saved(tmp_path, newer, "newer.txt")) == 0

    assert "1 breaking" in capsys.readouterr().out
    assert b"note: 1 (number)" in files(folder)["blueprints/shop/orders.apib"]


def test_what_a_person_edits_in_an_overlay_is_kept(tmp_path: Path, folder: Path) -> None:
    page = saved(tmp_path, PAGE)
    add(folder, page)
    overlay = folder / "overlays/shop/orders.yaml"
    edited = overlay.read_text().replace("application/json", "application/vnd.shop+json")
    overlay.write_text(edited)

    assert add(folder, page) == 0

    assert overlay.read_text() == edited


def test_two_pages_merge_where_they_agree(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE))
    other = PAGE.replace("Group Orders", "Group Sales").replace("# Shop API", "# Sales")

    assert add(folder, saved(tmp_path, other, "other.txt")) == 0

    told = capsys.readouterr().err
    assert "note: GET /orders/{order_id} stands in own/blueprints/shop/orders.apib:" in told
    document = yaml.safe_load(files(folder)["openapi/shop.yaml"])
    assert set(document["components"]["schemas"]) == {"Order"}


def test_two_pages_that_do_not_agree_are_told_apart_and_nothing_is_written(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE))
    before = files(folder)
    other = PAGE.replace("Group Orders", "Group Sales").replace("good (string)", "1 (number)")

    assert add(folder, saved(tmp_path, other, "other.txt")) == 1

    assert files(folder) == before
    errors = [line for line in capsys.readouterr().err.splitlines() if ": error: " in line]
    assert any("sales.apib" in line and "orders.apib" in line for line in errors)


def test_another_page_of_the_same_name_is_named_after_its_file(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE))
    before = files(folder)
    other = "# Shop API\n\n# Group Orders\n\n## GET /parcels\n\n+ Response 204\n"

    assert add(folder, saved(tmp_path, other, "Parcels sent.txt")) == 0

    told = capsys.readouterr().err
    assert "orders.apib is another page: this one is called parcels-sent, after its file" in told
    assert files(folder)["blueprints/shop/orders.apib"] == before["blueprints/shop/orders.apib"]
    assert "blueprints/shop/parcels-sent.apib" in files(folder)

    changed = other.replace("204", "200")
    assert add(folder, saved(tmp_path, changed, "Parcels sent.txt")) == 0
    assert "parcels-sent.apib: updated" in capsys.readouterr().out


def test_another_page_of_two_names_that_others_have_does_not_replace_them(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE))
    before = files(folder)
    other = "# Shop API\n\n# Group Orders\n\n## GET /parcels\n\n+ Response 204\n"

    assert add(folder, saved(tmp_path, other, "orders.txt")) == 1
    assert "no operation in common" in capsys.readouterr().err
    assert files(folder) == before

    assert add(folder, saved(tmp_path, other, "orders.txt"), "--group", "Parcels") == 0
    assert "blueprints/shop/parcels.apib" in files(folder)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x89PNG\r\n\0\0\0", id="binary"),
        pytest.param(b"# A\n\nNothing more.\n", id="no operation"),
        pytest.param(b"<html><body><h1>Hello</h1></body></html>", id="no operation in HTML"),
        pytest.param(b"# A\n\n## List [GET]\n\n+ Response 204\n", id="no path"),
        pytest.param(b"word " * 400_000, id="2 MB of words"),
        pytest.param(
            b"# A\n\n## GET /a\n\n+ Request\n    + Headers\n\n"
            b"            Authorization: Basic x\n\n+ Response 204\n",
            id="another way to authenticate",
        ),
    ],
)
def test_page_that_fails_leaves_nothing(
    tmp_path: Path, folder: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(folder, saved(tmp_path, content)) == 1

    assert not folder.exists()
    assert ": error: " in capsys.readouterr().err


LOG_IN = """# A

## Log in [POST /login]

+ Request (application/json)
    + Attributes{credentials}

+ Response 200 (application/json)
    + Attributes{access}
"""


@pytest.mark.parametrize("where", ["types", "in place"])
@pytest.mark.parametrize("attribute", [", required", ""], ids=["demanded", "guessed"])
def test_members_of_a_log_in_are_demanded_once(
    tmp_path: Path, folder: Path, where: str, attribute: str
) -> None:
    types = {
        "credentials": [f"+ email (string{attribute})", f"+ password (string{attribute})"],
        "access": [f"+ token (string{attribute})"],
    }
    if where == "types":
        page = LOG_IN.format(credentials=" (credentials)", access=" (access)")
        page += "\n# Data Structures\n"
        page += "".join(f"\n## {name}\n" + "\n".join(types[name]) + "\n" for name in types)
    else:
        below = {name: "".join(f"\n        {row}" for row in types[name]) for name in types}
        page = LOG_IN.format(**below)

    assert add(folder, saved(tmp_path, page)) == 0

    document = yaml.safe_load((folder / "openapi/shop.yaml").read_text())
    login = document["paths"]["/login"]["post"]
    for body, members in (
        (login["requestBody"], ["email", "password"]),
        (login["responses"]["200"], ["token"]),
    ):
        schema = followed(document, body["content"]["application/json"]["schema"])
        assert schema["required"] == members


def test_schema_that_allows_anything_fails_no_page(tmp_path: Path, folder: Path) -> None:
    page = "# A\n\n## POST /a\n\n+ Request (application/json)\n    + Schema\n\n            true\n\n"

    assert add(folder, saved(tmp_path, page + "+ Response 204\n")) == 0


def test_operation_without_an_answer_fails_no_page(tmp_path: Path, folder: Path) -> None:
    page = "# A\n\n## GET /a\n\nText.\n\n## GET /b\n\n+ Response 404\n"

    assert add(folder, saved(tmp_path, page)) == 0

    spec = specification.parse("shop", (folder / "openapi/shop.yaml").read_text())
    assert all(each.success() for each in spec.operations.values())


@pytest.mark.parametrize("name", ["..", "a/b", "/a", "", ".x", "a b", "any", "nul", "x" * 50])
def test_product_is_a_plain_name(tmp_path: Path, folder: Path, name: str) -> None:
    assert add(folder, saved(tmp_path, PAGE), product=name) == 2

    assert not folder.exists()


@pytest.mark.parametrize("group", ["../../escape", "/etc/passwd", "订单", "a\0b", "..", "x" * 500])
def test_name_of_a_group_is_no_path(tmp_path: Path, folder: Path, group: str) -> None:
    page = PAGE.replace("Group Orders", f"Group {group}")
    (tmp_path / "in").mkdir()

    add(folder, saved(tmp_path / "in", page))

    outside = [p for p in tmp_path.rglob("*") if p.is_file() and folder not in p.parents]
    assert outside == [tmp_path / "in/saved.txt"]
    for each in files(folder):
        assert len(Path(each).name) < 80


def test_page_writes_no_control_characters(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, saved(tmp_path, PAGE.replace("List orders", "List \x1b[2J orders")))

    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err


def test_missing_page_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(folder, "none.txt") == 2

    assert capsys.readouterr().err == "none.txt: No such file or directory\n"
    assert not folder.exists()


def test_page_goes_beside_those_of_a_committed_product(checkout: Path, tmp_path: Path) -> None:
    """The committed products take a further page, and keep the ids that they had."""
    before = specification.parse("me", (checkout / "spec/openapi/me.yaml").read_text())
    page = saved(tmp_path, PAGE.replace("# Shop API", "# Orders of ME"))

    assert main(["add", page, "--product", "me"], checkout) == 0

    after = specification.parse("me", (checkout / "spec/openapi/me.yaml").read_text())
    assert set(before.operations) < set(after.operations)
    assert after.title == before.title
    assert main(["check"], checkout) == 0


@pytest.mark.starts_process
def test_whenever_it_is_killed_all_is_old_or_all_is_new(tmp_path: Path, folder: Path) -> None:
    add(folder, saved(tmp_path, PAGE))
    old = files(folder)
    newer = saved(tmp_path, PAGE.replace("note: good", "remark: good"), "newer.txt")
    command = [sys.executable, "-m", "spec", "add", newer, "--product", "shop"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    draw = random.Random(0)
    for _ in range(6):
        process = subprocess.Popen(
            [*command, "--spec", str(folder)],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(draw.uniform(0.1, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()

        assert main(["check", "--spec", str(folder)]) == 0
        now = files(folder)
        kept = {name: now[name] for name in old if name in now}
        assert kept == old or b"remark" in now["blueprints/shop/orders.apib"]


def test_common_overlay_of_a_folder_of_its_own_counts(tmp_path: Path, folder: Path) -> None:
    overlays = folder / "overlays"
    overlays.mkdir(parents=True)
    common = (project.CHECKOUT / "spec/overlays/common.yaml").read_text()
    (overlays / "common.yaml").write_text(common.replace("28800", "3600"))

    add(folder, saved(tmp_path, PAGE))

    document = yaml.safe_load((folder / "openapi/shop.yaml").read_text())
    scheme = document["components"]["securitySchemes"]["accessToken"]
    assert scheme["x-lifetime-seconds"] == 3600


@pytest.mark.parametrize("header", ["X-Api-Key", "Authorization"])
def test_token_may_travel_in_another_header(tmp_path: Path, folder: Path, header: str) -> None:
    add(folder, saved(tmp_path, RENDERED.replace("X-Access-Token", header)))

    spec = specification.parse("shop", (folder / "openapi/shop.yaml").read_text())

    assert spec.token_header == header
    assert spec.credentials("abc") == spec.token_in("abc") == "abc"
    assert [each.secured for each in spec.operations.values()] == [True]


def test_token_may_travel_behind_the_word_bearer(tmp_path: Path, folder: Path) -> None:
    add(folder, saved(tmp_path, RENDERED.replace("X-Access-Token: ", "Authorization: Bearer ")))

    spec = specification.parse("shop", (folder / "openapi/shop.yaml").read_text())

    assert spec.token_header == "Authorization"
    assert spec.credentials("abc") == "Bearer abc"
    assert spec.credentials(b"abc") == b"Bearer abc"
    assert spec.token_in("bearer abc") == spec.token_in("abc") == "abc"
    assert [each.secured for each in spec.operations.values()] == [True]
