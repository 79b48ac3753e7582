"""Lists: as long as asked, from where asked, in the order asked for."""

from harness.contract import for_operations, rule
from harness.operations.paging import Paging


def is_limited(operation):
    """Select the lists whose length can be asked for."""
    return operation.kind == "list" and Paging.of(operation).limit is not None


def is_parted(operation):
    """Select the lists that can be asked for in parts."""
    paging = Paging.of(operation)
    return operation.kind == "list" and (paging.offset or paging.page) is not None


def is_ordered(operation):
    """Select the lists whose order can be asked for."""
    return operation.kind == "list" and Paging.of(operation).order is not None


@rule("list.keeps-to-limit")
@for_operations(is_limited)
def test_list_is_as_long_as_its_limit(lists, operation):
    """A list holds as many things as its limit says, the first ones, and never more."""
    lists.expect_limit(operation)


@rule("list.skips-offset")
@for_operations(is_parted)
def test_list_begins_at_its_offset(lists, operation):
    """A list begins with the thing that its offset, or the number of its page, says."""
    lists.expect_offset(operation)


@rule("list.orders")
@for_operations(is_ordered)
def test_list_is_ordered_as_asked(lists, operation):
    """The things of a list are sorted by the member that is asked for, in its direction."""
    lists.expect_order(operation)
