"""Tables of parameters and of attributes, and tables that are only a description."""

from __future__ import annotations

import pytest

from tests.spec.reader.comparison import blueprint, compiled

HEAD = "Exports [/exports/{id}{?page}]\n\nGet an export [GET]\n\n"
BARS = """| Name | Type | Required | Description |
| --- | --- | --- | --- |
| `id` | number | yes | Its number |
| page | number | no | Of its lines |
"""
TABS = BARS.replace("| --- | --- | --- | --- |\n", "").replace("| ", "", 1)
TABS = "\n".join(row.strip("| ").replace(" | ", "\t") for row in TABS.split("\n"))
CELLS = [row.strip("| ").split(" | ") for row in BARS.split("\n") if row and "---" not in row]
ROWS = "".join(f"<tr><td>{'</td><td>'.join(cells)}</td></tr>" for cells in CELLS)
ANSWER = '\n\n• Response 200 (application/json)\n\n{"id": 1}\n'
LIST = "+ Parameters\n    + id (number, required) - Its number\n"
LIST += "    + page (number, optional) - Of its lines"


@pytest.mark.parametrize(
    "label", ["Parameters", "• Parameters", "#### Query parameters", "Params:"]
)
@pytest.mark.parametrize("table", [BARS, TABS], ids=["bars", "tabs"])
def test_table_of_parameters_is_read_as_a_list(label: str, table: str) -> None:
    assert LIST.split("\n") == _section(blueprint(f"{HEAD}{label}\n\n{table}{ANSWER}"))


def test_table_of_html_is_read_as_a_list() -> None:
    page = "<html><body><h2>Exports [/exports/{id}{?page}]</h2><h3>Get [GET]</h3>"
    page += f"<h4>Parameters</h4><table>{ROWS}</table><ul><li>Response 204</li></ul>"

    assert LIST.split("\n") == _section(blueprint(page))


def test_table_of_attributes_gives_the_fields_of_the_body() -> None:
    table = "| Attribute | Type | Default |\n|---|---|---|\n| name | string, required | |\n"
    table += "| size | number | 5 |\n"
    page = f"Exports [/exports]\n\nExport [POST]\n\n{table}\n• Request (application/json){ANSWER}"

    content = compiled(page).operation("/exports", "post")["requestBody"]["content"]
    schema = content["application/json"]["schema"]

    assert schema["required"] == ["name"]
    assert schema["properties"]["size"] == {"type": "number", "default": 5}


def test_table_below_a_type_gives_its_members() -> None:
    page = f"{HEAD}• Response 200\n\nData Structures\n\nExport (object)\n\n"
    page += "| Field | Type |\n| --- | --- |\n| id | number, required |\n"

    schema = compiled(page).document["components"]["schemas"]["Export"]
    assert list(schema["properties"]) == schema["required"] == ["id"]


@pytest.mark.parametrize(
    "table",
    [
        "| State | Meaning |\n| --- | --- |\n| done | it is |\n",
        "| Name | Price |\n| --- | --- |\n| all | 5 |\n",
    ],
)
def test_another_table_stays_a_description(table: str) -> None:
    text = blueprint(f"{HEAD}Parameters are below.\n\n{table}{ANSWER}")

    assert table.rstrip() in text
    assert "+ Parameters" not in text


def _section(text: str) -> list[str]:
    rows = text.split("\n")
    start = rows.index("+ Parameters")
    return rows[start : start + 3]
