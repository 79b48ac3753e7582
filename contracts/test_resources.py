"""Things that pages let one make: they read back, are listed, and are gone once deleted."""

from harness.contract import Kind, for_operations, rule
from harness.fixtures.copies import makes_copies


def makes(operation):
    """Select the operations that make a thing."""
    return operation.kind is Kind.CREATE


def changes(operation):
    """Select the operations that change a thing, or put another in its place."""
    return operation.kind in {Kind.MODIFY, Kind.REPLACE}


def acts(operation):
    """Select the operations that do something else to a thing."""
    return operation.kind is Kind.ACTION and operation.method != "GET" and "{" in operation.path


def copies(operation):
    """Select the operations that copy a thing."""
    return makes_copies(operation)


def deletes(operation):
    """Select the operations that delete a thing, but for those with contracts of their own."""
    return operation.kind is Kind.DELETE and operation.role is None


def deletes_users(operation):
    """Select the operation that deletes a user, whose look-up other contracts are about."""
    return operation.kind is Kind.DELETE and operation.role is not None


@rule("resource.reads-back")
@for_operations(makes)
def test_what_was_made_reads_back(resources, operation):
    """A thing that was made is found, with what it was made with."""
    resources.expect_created(operation)


@rule("resource.reads-back")
@for_operations(changes)
def test_what_was_changed_reads_back(resources, operation):
    """A thing shows what it was changed to, and what was not sent is as it was."""
    resources.expect_modified(operation)


@rule("resource.reads-back")
@for_operations(acts)
def test_what_was_done_reads_back(resources, operation):
    """What was done to a thing shows when it is looked up, and in no other thing."""
    resources.expect_done(operation)


@rule("resource.reads-back")
@for_operations(copies)
def test_copy_has_what_its_page_says(resources, operation):
    """A copy has of its original what its page says, and is in the state that it says."""
    resources.expect_copied(operation)


@rule("resource.is-listed")
@for_operations(makes)
def test_what_was_made_is_listed(resources, operation):
    """A thing that was made is in its list."""
    resources.expect_listed(operation)


@rule("resource.deleted-is-gone")
@for_operations(deletes)
def test_what_was_deleted_is_gone(resources, operation):
    """A thing that was deleted is neither found nor listed, and others are."""
    resources.expect_gone(operation)


@rule("resource.deleted-is-gone")
@for_operations(deletes_users)
def test_deleted_user_is_not_listed(resources, operation):
    """A user who was deleted is in no list of users, or is said there to be deleted."""
    resources.expect_no_longer_listed(operation)


@rule("resource.deleted-is-gone")
@for_operations(deletes)
def test_deleting_again_is_no_crash(resources, operation):
    """Deleting once more what was deleted is answered."""
    resources.expect_no_crash_again(operation)
