"""Lists: as long as asked, from where asked, in the order asked for, of what was asked for."""

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
    """Select the lists whose order can be asked for, or whose page says in words which it is."""
    return operation.kind == "list" and Paging.of(operation).is_ordered


def counts_all(operation):
    """Select the lists whose page says that they count all things, whatever part is shown."""
    return operation.count is not None


def chooses_as_described(operation):
    """Select the lists that can be asked for some things alone, as their page says."""
    return any(each.is_described for each in operation.filters)


def leaves_out(operation):
    """Select the lists that leave something out unless they are asked for it."""
    return bool(operation.left_out)


def chooses_by_names(operation):
    """Select the lists with a parameter that has the name of a member, and no word of a filter."""
    return not all(each.is_described for each in operation.filters)


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


@rule("list.counts")
@for_operations(counts_all)
def test_list_counts_all_that_there_are(lists, operation):
    """A list's count is that of all its things, with a part of it as well, or of some alone."""
    lists.expect_count(operation)


@rule("list.orders")
@for_operations(is_ordered)
def test_list_is_ordered_as_asked(lists, operation):
    """The things of a list are sorted as asked, and unasked as the page says."""
    lists.expect_order(operation)


@rule("list.filters")
@for_operations(chooses_as_described)
def test_list_shows_what_is_asked_for_alone(lists, operation):
    """Asked for some things alone, a list shows each of them, and no others."""
    lists.expect_filters(operation, described=True)


@rule("list.filters")
@for_operations(leaves_out)
def test_list_leaves_out_what_it_is_not_asked_for(lists, operation):
    """What a page says that a list leaves out is listed only where it is asked for."""
    lists.expect_left_out(operation)


@rule("list.filters-by-name")
@for_operations(chooses_by_names)
def test_list_chooses_by_members_of_that_name(lists, operation):
    """A parameter with the name of a member chooses by it, though its page does not say so."""
    lists.expect_filters(operation, described=False)
