"""results.json tells of each operation what was found of it, sorted, and as its schema says."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from jsonschema import Draft202012Validator

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.results_json import results_json
from tests.harness.making import a_record, a_result, a_run
from tests.matrix import ROOT

SCHEMA = json.loads((ROOT / "reports" / "schema.json").read_text())


@pytest.fixture
def told():
    record = a_record(
        a_result(Outcome.UNPROVEN, "token.required", operation="login", key="mailbox"),
        a_result(Outcome.KEPT, "login.issues-token", operation="login"),
    )
    record.answers["login"] = Counter({"404": 1, "200": 5})
    told = results_json(a_run(record), History({}))
    return json.loads(json.dumps(told))


def errors(told):
    return [each.message for each in Draft202012Validator(SCHEMA).iter_errors(told)]


def test_operations_are_told_in_the_order_of_their_ids(told):
    [target] = told["targets"]

    ids = [each["operation"] for each in target["operations"]]
    assert ids == sorted(ids)
    assert len(ids) == 6


def test_operation_has_its_answers_and_rules_sorted(told):
    [target] = told["targets"]

    [login] = [each for each in target["operations"] if each["operation"] == "login"]

    expected = {
        "operation": "login",
        "method": "POST",
        "path": "/users/login",
        "group": "Authentication",
        "answers": {"200": 5, "404": 1},
        "rules": {"login.issues-token": "kept", "token.required": "unproven"},
    }
    assert json.dumps(login) == json.dumps(expected)


def test_what_is_told_is_as_the_schema_says(told):
    assert errors(told) == []


@pytest.mark.parametrize(
    "wrong",
    [{"answers": {"200": 0}}, {"answers": {"a": 1}}, {"rules": {"x": "fine"}}, {"body": "x"}],
    ids=str,
)
def test_schema_refuses_another_operation(told, wrong):
    told["targets"][0]["operations"][0].update(wrong)

    assert errors(told) != []
