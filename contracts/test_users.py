"""Users: what is kept of them, and what is gone once they are deleted."""

from harness.contract import Role, expect, expect_each, expect_no_crash, rule, with_roles


@rule("resource.reads-back")
def test_invited_user_reads_back(users):
    """The user that an invitation made is found, as the invitation was answered."""
    user, invited = users.earliest()

    found = users.invited_user(user)

    users.expect_same_user(found, user, invited)


@rule("resource.reads-back")
def test_user_stays_while_others_are_deleted(departures):
    """Whoever was invited right before or after a deleted user is there, as before."""
    departures.expect_others_to_stay()


@rule("resource.deleted-is-gone")
def test_deletion_is_answered_with_the_user(users, departures):
    """What answers a deletion is the user who was deleted, or says nothing of any."""
    seen = departures.first()

    answer = seen.deletion

    expect(users.is_of(answer, seen.gone.user), "the user who was deleted", answer)


@rule("resource.deleted-is-gone")
def test_deleted_user_is_not_found(departures):
    """A user who was deleted is not found, or is said to be deleted."""
    departures.expect_gone()


@rule("resource.deleted-is-gone")
def test_deleted_user_does_not_log_in(departures):
    """The password of a user who was deleted logs nobody in."""
    departures.expect_locked_out()


@rule("resource.deleted-is-gone")
def test_no_old_link_brings_a_deleted_user_back(departures):
    """A link that was given before sets no password that logs a deleted user in."""
    departures.expect_no_way_back()


@rule("resource.deleted-is-gone")
def test_deleted_user_who_chose_no_password_has_no_link(departures):
    """A user who was invited and is deleted before choosing a password has no link to do so."""
    departures.expect_no_link_left()


@rule("resource.deleted-is-gone")
def test_nothing_asked_about_a_deleted_user_is_a_crash(departures):
    """Deleting a user once more, and asking for a link, a mail or an invitation, is answered."""
    answers = departures.afterwards()

    expect_each(expect_no_crash, answers)


@rule("invite.returns-user")
@with_roles(Role.DELETE_USER)
def test_user_who_was_deleted_and_is_invited_again_is_there(returning):
    """To invite the address of a deleted user answers a user who is there, or is refused."""
    answer = returning.invite()

    returning.expect_user(answer)


@rule("resource.reads-back")
@with_roles(Role.DELETE_USER)
def test_user_whose_address_was_changed_logs_in_by_the_new_one(moves):
    """Who gets another address logs in by it with the same password, and by the old one no more."""
    moved = moves.move()

    moves.expect_new_to_log_in(moved)
    moves.expect_old_to_be_nobodys(moved)
