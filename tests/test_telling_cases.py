"""What is sent of odd bodies is what was seen to show faults."""

import json

from harness.generation import boundaries
from reference.faults import FAULTS
from tests.telling_cases import (
    EVERYWHERE,
    FIELDS,
    FILE,
    most_telling,
    table_of,
    without_a_fault_of_its_own,
)

TABLE = json.loads(FILE.read_text(encoding="utf-8"))


def test_quick_run_sends_what_shows_most():
    quick = {each if each in TABLE else f"{FIELDS}{each}" for each in boundaries.QUICK}

    assert quick == {*most_telling(TABLE, len(boundaries.QUICK))}


def test_nothing_is_taken_by_turns_that_shows_a_fault_of_its_own():
    seldom = {each if each in TABLE else f"{FIELDS}{each}" for each in boundaries.SELDOM}

    assert seldom <= without_a_fault_of_its_own(TABLE)
    rest = {name: faults for name, faults in TABLE.items() if name not in seldom}
    shown = {fault for faults in TABLE.values() for fault in faults}
    assert {fault for faults in rest.values() for fault in faults} == shown


def test_table_is_of_what_is_sent_and_of_the_catalogue():
    assert tuple(TABLE) == EVERYWHERE
    assert {fault for faults in TABLE.values() for fault in faults} <= FAULTS.keys()


def test_case_that_shows_most_comes_first():
    table = {"one": ["a"], "two": ["a", "b"], "three": ["b", "c"], "four": []}

    assert most_telling(table, 3) == ["two", "three", "one"]
    assert without_a_fault_of_its_own(table) == {"one", "two", "four"}


def test_case_is_counted_by_what_it_is_wherever_it_stands():
    found = table_of(
        [("a", f"{FIELDS}null, in name alone"), ("b", f"{FIELDS}null"), ("c", "drawn")]
    )

    assert found[f"{FIELDS}null"] == ["a", "b"]
    assert not any(found[each] for each in EVERYWHERE if each != f"{FIELDS}null")
