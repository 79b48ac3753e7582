"""Operations, whatever page they are of: each does what its page shows."""

from harness.contract import for_operations, rule
from harness.operations.cause_words import What
from harness.operations.causes import (
    causes_of,
    conflicts,
    untold,
    untold_messages,
    wrong_samples,
)
from harness.operations.conditional import changes_if_unchanged
from harness.operations.only_states import is_of_some


def is_as_any_other(operation):
    """Select the operations that no other contract calls as their page shows them."""
    return operation.is_as_any_other


def may_find_nothing(operation):
    """Select the operations of a path with an id whose page documents a 404."""
    return operation.is_as_any_other and "{" in operation.path and "404" in operation.answers


def looks_up_by_query(operation):
    """Select the look-ups that take parameters in a query."""
    return operation.is_as_any_other and operation.method == "GET" and operation.queried


def refuses(what):
    """Select the operations whose page documents a refusal that comes of that."""
    return lambda operation: (
        operation.is_as_any_other and any(each.what is what for each in causes_of(operation))
    )


def refuses_for_other_reasons(operation):
    """Select the operations with a documented refusal whose page does not tell what it is for.

    That is so as well where it says in which states alone they are done.
    """
    return operation.is_as_any_other and (
        untold(operation)
        or any(untold_messages(operation))
        or any(map(is_of_some, conflicts(operation)))
    )


def takes_values_that_keep_rules(operation):
    """Select the operations that take values of which the pages say what they may be."""
    if not operation.is_as_any_other:
        return False
    takes_any = operation.general.is_of_parameters and operation.queried
    return operation.body_fields or takes_any or operation.refused_queries


def shows_what_is_refused(operation):
    """Select the operations whose page shows a body that is refused for what it is."""
    return operation.is_as_any_other and wrong_samples(operation)


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


@rule("parameter.is-accepted")
@for_operations(looks_up_by_query)
def test_documented_values_of_parameters_are_accepted(parameters, operation):
    """A parameter is accepted at each documented value, and left out where it is optional."""
    parameters.expect_accepted(operation)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.MISSING_FIELD))
def test_body_without_a_field_is_refused(refusals, operation):
    """A body that lacks what it must have gets the documented refusal."""
    refusals.expect(operation, What.MISSING_FIELD)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.MISSING_PARAMETER))
def test_query_without_a_parameter_is_refused(refusals, operation):
    """A query that lacks what it must have gets the documented refusal."""
    refusals.expect(operation, What.MISSING_PARAMETER)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.INVALID_VALUE))
def test_value_beyond_its_limits_is_refused(refusals, operation):
    """A value that the page says is none gets the documented refusal."""
    refusals.expect(operation, What.INVALID_VALUE)


@rule("operation.refuses-as-documented")
@for_operations(takes_values_that_keep_rules)
def test_what_breaks_the_rule_of_a_member_is_refused(refusals, operation):
    """A value that is not what its page says of it is refused, or at least not kept as it is."""
    refusals.expect_rules_kept(operation)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.NO_TOKEN))
def test_request_without_a_token_is_refused(refusals, operation):
    """Without a token, the documented refusal comes."""
    refusals.expect(operation, What.NO_TOKEN)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.TWICE))
def test_doing_it_again_is_refused(refusals, operation):
    """What can be done but once gets the documented refusal the second time."""
    refusals.expect(operation, What.TWICE)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.UNDER_WAY))
def test_job_is_not_begun_again_while_it_is_under_way(refusals, operation):
    """What may not be begun before it has ended gets the documented refusal."""
    refusals.expect(operation, What.UNDER_WAY)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.SEVERAL))
def test_body_that_excludes_itself_is_refused(refusals, operation):
    """A body with members of which it may have but one gets the documented refusal."""
    refusals.expect(operation, What.SEVERAL)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.MISSING_WHEN))
def test_body_without_what_a_value_needs_is_refused(refusals, operation):
    """A body that lacks what a value in it needs gets the documented refusal."""
    refusals.expect(operation, What.MISSING_WHEN)


@rule("operation.refuses-as-documented")
@for_operations(refuses(What.OUT_OF_ORDER))
def test_members_in_the_wrong_order_are_refused(refusals, operation):
    """An end before its beginning, or a most below its least, gets the documented refusal."""
    refusals.expect(operation, What.OUT_OF_ORDER)


@rule("operation.refuses-as-documented")
@for_operations(shows_what_is_refused)
def test_sample_of_what_is_refused_gets_its_refusal(refusals, operation):
    """A body that the page shows beside a refusal gets that refusal."""
    refusals.expect_samples(operation)


@rule("operation.refuses-as-documented")
@for_operations(changes_if_unchanged)
def test_change_that_another_one_came_before_is_refused(refusals, operation):
    """A change whose `If-Match` is not the `ETag` of now gets the documented refusal."""
    refusals.expect_outdated(operation)


@rule("operation.refuses-as-documented")
@for_operations(refuses_for_other_reasons)
def test_other_refusals_have_a_known_cause(refusals, operation):
    """Of each documented refusal, the page tells what it comes of."""
    refusals.expect_others(operation)
