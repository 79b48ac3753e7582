"""Operations, whatever page they are of: each does what its page shows."""

from harness.contract import for_operations, rule


def is_as_any_other(operation):
    """Select the operations that no other contract calls as their page shows them."""
    return operation.is_as_any_other


def may_find_nothing(operation):
    """Select the operations of a path with an id whose page documents a 404."""
    return operation.is_as_any_other and "{" in operation.path and "404" in operation.answers


@rule("operation.answers")
@for_operations(is_as_any_other)
def test_operation_answers_as_its_page_shows(operations, operation):
    """Called as its page shows it, it answers its documented success."""
    operations.expect_success(operation)


@rule("operation.unknown-is-404")
@for_operations(may_find_nothing)
def test_unknown_thing_is_not_found(operations, operation):
    """A path that names what does not exist is answered with the documented 404."""
    operations.expect_unknown(operation)
