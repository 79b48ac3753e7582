"""Which rules and contracts are found for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from harness.core.rule_ids import OBSERVED_RULES
from spec import rules, specification
from spec.diff.changes import OperationName, Place, Severity, Shown
from spec.diff.document import Document
from spec.diff.report import Change
from spec.diff.rules_touched import Touched, contracts_by_rule, product_of
from tests.products import PRODUCTS

if TYPE_CHECKING:
    from pathlib import Path


def change(method: str, path: str, *ids: str) -> Change:
    name = OperationName(method, (path,), ids)
    segments = (("", f"{method} {path}"),)
    return Change(Severity.BREAKING, segments, (Shown("x"),), (Place(segments),), (name,))


@pytest.mark.parametrize("product", PRODUCTS)
def test_product_is_found_by_its_title(product: str) -> None:
    title = specification.load(product).title

    assert product_of([Document({}), Document({"info": {"title": title}})]) == product


def test_another_title_is_that_of_no_product() -> None:
    assert product_of([Document({"info": {"title": "Meiro"}}), Document({})]) is None


@pytest.mark.parametrize(
    "found",
    [
        change("POST", "/users/password"),
        change("POST", "/elsewhere", "sendForgotPasswordEmail"),
    ],
    ids=["by its path", "by its id"],
)
def test_operation_is_found(found: Change) -> None:
    ids = [f"forgot.{each}" for each in ("answers", "sends-mail", "mails-invited", "answers-alike")]

    assert Touched("me").by(found) == ids


def test_name_of_a_variable_does_not_matter() -> None:
    assert Touched("me").by(change("GET", "/users/{id}")) == ["resource.reads-back"]


def test_rule_of_another_product_is_not_touched() -> None:
    assert Touched("cdp").by(change("GET", "/users/{user_id}")) == []
    assert Touched(None).by(change("GET", "/users/{user_id}")) == []


def test_rules_of_each_operation_are_touched_by_any() -> None:
    public, protected = change("GET", "/auth_options"), change("GET", "/users/{user_id}")

    ids = Touched("me").by_all([public])
    assert "answers.documented" in ids
    assert "token.required" not in ids
    assert "token.required" in Touched("me").by_all([public, protected])
    assert Touched(None).by_all([protected]) == []


def test_heading_that_states_a_rule_finds_it() -> None:
    assert "invite.needs-token" in Touched("me").by(change("PATCH", "/users/invite"))
    assert "token.lives-8h" in Touched("me").by(change("POST", "/users/login"))
    assert "token.lives-8h" not in Touched("me").by(change("POST", "/users/okta_login"))


def test_every_rule_has_its_contracts_or_is_held_against_every_exchange() -> None:
    assert contracts_by_rule().keys() | set(OBSERVED_RULES) == rules.load().keys()
    assert (
        "contracts/test_users.py::test_invited_user_reads_back"
        in (contracts_by_rule()["resource.reads-back"])
    )


def test_contracts_are_read_and_not_run(tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    (folder / "test_a.py").write_text(
        'raise SystemExit\n@other\n@rule("a.b")\ndef test_x(): ...\n@rule()\ndef test_y(): ...\n'
    )

    assert contracts_by_rule(folder) == {"a.b": ("contracts/test_a.py::test_x",)}
