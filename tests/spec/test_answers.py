"""What a page says of an answer: its samples, its words and its cause."""

from spec.answers import documented_answer

JSON = "application/json"


def test_all_samples_are_read():
    content = {JSON: {"examples": {"a": {"value": 1}, "b": {"value": 2}, "c": {}}}}

    found = documented_answer({}, "400", {"content": content})

    assert (found.examples, found.example) == ((1, 2), None)


def test_words_that_a_status_has_anyway_are_none():
    assert documented_answer({}, "400", {"description": "Bad Request"}).description == ""
    assert documented_answer({}, "400", {"description": "No name"}).description == "No name"


def test_cause_is_the_overlays():
    assert documented_answer({}, "400", {"x-cause": "twice"}).cause == "twice"
