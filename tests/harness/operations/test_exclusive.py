"""Groups of members of which a body has one."""

import pytest

from harness.operations.exclusive import one_of_several

TEXT = {"type": "string"}
MAIL, PHONE = {"required": ["mail"]}, {"required": ["phone"]}
WAYS = {"properties": {"mail": TEXT, "phone": TEXT, "name": TEXT}, "oneOf": [MAIL, PHONE]}


@pytest.mark.parametrize("choices", [[{"type": "null"}, TEXT], [{"$ref": "#/x"}]])
def test_choices_that_are_no_groups_are_left_as_they_are(choices):
    schema = {"properties": {"a": TEXT}, "oneOf": choices}
    assert one_of_several(schema) == schema


@pytest.mark.parametrize(
    ("sample", "names"), [(None, {"mail", "name"}), ({"phone": "1"}, {"phone", "name"})]
)
def test_group_of_the_sample_is_taken_or_else_the_first(sample, names):
    assert one_of_several(WAYS, sample)["properties"].keys() == names
