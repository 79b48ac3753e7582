"""Values that a page says are refused, and those of which it does not say enough."""

import pytest

from harness.operations.refused_values import invalid_values

NUMBER, TEXT = {"type": "integer"}, {"type": "string"}
UNKNOWN = "meiro-contracts-none"


@pytest.mark.parametrize(
    ("schema", "words", "values"),
    [
        ({**NUMBER, "maximum": 100}, "must be at most 100", [101]),
        (NUMBER, "must be at most 50", [51]),
        (TEXT, "must be at most 3 characters", ["xxxx"]),
        (NUMBER, "must be at least 1", [0]),
        (NUMBER, "must be between 1 and 9", [10, 0]),
        ({**NUMBER, "minimum": 1, "maximum": 9}, "must be between 2 and 8", [10, 1]),
        (NUMBER, "weight must be from 600 to 1400", [1401, 599]),
        (NUMBER, "When it is below 600 or above 1400.", [1401, 599]),
        (NUMBER, "It is less than 30 or more than 730, or no whole number.", [731, 29]),
        (NUMBER, "must be greater than 5", [5]),
        (NUMBER, "must be less than 5", [5]),
        (TEXT, "Name must be 1 to 4 characters", ["xxxxx", ""]),
        (TEXT, "The name is empty or longer than 4 characters.", ["xxxxx"]),
        ({"enum": ["a"]}, "must be one of a", [UNKNOWN]),
        ({**NUMBER, "enum": [1, 2]}, "must be one of them", [3]),
        (NUMBER, "must be positive", [-1]),
        (NUMBER, "is invalid", [UNKNOWN]),
        (TEXT, "is none of the languages", [UNKNOWN]),
        (TEXT, "is neither static nor dynamic", [UNKNOWN]),
        ({**TEXT, "format": "email"}, "is not a valid address", [UNKNOWN]),
        ({"type": "number"}, "It is greater than 14.5.", [15.5]),
        (NUMBER, "It is greater than 14.5.", [15]),
        (NUMBER, "It is greater than that of the pilot.", []),
        (NUMBER, "must be negative", []),
        ({**TEXT, "format": "date"}, "It is later than today, which is not valid.", []),
        (TEXT, "is invalid", []),
        (NUMBER, "names no dog", []),
        ({**TEXT, "format": "uuid"}, "There is no such dog", []),
        ({"enum": ["a"]}, "is unknown", [UNKNOWN]),
        ({"type": "array", "items": NUMBER}, "A dog of them does not exist", []),
        (TEXT, "must be at most 9999999 characters", []),
        ({"type": "object"}, "must be one of at most 3", []),
        ({"type": "array", "items": TEXT}, "One of them is not the slug of a thing", [[UNKNOWN]]),
        ({"type": "array", "items": NUMBER}, "Each must be at most 3", [[4]]),
        ({"type": "array", "items": {"type": "object"}}, "One of them is wrong", []),
        ({"type": "array", "items": TEXT}, "At most 5, each at most 9 letters: else 422.", []),
        (NUMBER, "Up to 20 are shown unless you ask otherwise, not over 100 or under 1", [101, 0]),
        ({"type": "array", "items": TEXT}, "Takes between 1 and 50 `ids`: else 422.", []),
    ],
)
def test_value_that_the_page_refuses(schema, words, values):
    assert invalid_values(schema, words) == values
