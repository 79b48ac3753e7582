"""Forgotten passwords. Only users that the run itself invited have theirs changed."""

import pytest

from harness.contract import (
    TWICE,
    Role,
    at_account_effects,
    expect,
    expect_alike,
    expect_documented,
    expect_each,
    expect_no_log_in,
    for_operations,
    repeated,
    rule,
    unless_refused_again,
)
from harness.fixtures.expectations import expect_own_link
from harness.generation import forged_resets, odd_letters, wrong_credentials


def changes_a_password(operation):
    """Select the operation that sets another password for who knows the old one."""
    return operation.role is Role.CHANGE_PASSWORD


@rule("forgot.answers")
def test_forgot_password_is_answered(api, users, residents):
    """Asking for a new password is answered as documented, by the address that was invited.

    That is so for who has a password, and for who has none yet.
    """
    asking = [users.in_capitals(), residents.newcomer()]

    answers = [api.forgot_password(each.email) for each in asking]

    expect_each(expect_documented, answers)


@rule("forgot.answers")
def test_asking_for_a_new_password_leaves_the_old_one(api, residents):
    """Until another one is chosen, the password logs in, however often it is asked for one."""
    user = residents.confirmed().user

    answers = repeated(lambda: api.forgot_password(user.email), TWICE)

    expect_each(expect_documented, unless_refused_again(answers))
    residents.expect_own_password(answers[-1])


@rule("forgot.sends-mail")
def test_forgot_password_sends_mail(forgotten):
    """An e-mail reaches a user who forgot the password, with a link that no other user gets."""
    links, others = (forgotten.links_of_a_new_user() for _ in range(2))

    expect_own_link(links, others)


@rule("forgot.sends-mail")
def test_token_of_the_mail_sets_a_password(forgotten):
    """A link of the mail carries a token by which the user sets a new password."""
    tries = forgotten.tries_of_a_new_user()

    tries.expect_one_to_work()


@rule("forgot.sends-mail")
def test_link_of_the_mail_is_for_its_own_user(forgotten):
    """The link of a mail, where it names an address, names that of the user who forgot."""
    forgotten.expect_own_addresses()


@rule("forgot.sends-mail")
def test_token_of_another_mail_sets_a_password(forgotten):
    """Who asks once more can set a password by the mail that came last."""
    tries = forgotten.tries_of_who_asks_again()

    tries.expect_one_to_work()


@rule("forgot.sends-mail")
def test_mail_of_one_user_goes_to_no_other(several_addresses):
    """Who asks by the addresses of two users at once has neither sent the link of the other."""
    several_addresses.expect_no_link_of_another()


@rule("forgot.answers-alike")
def test_known_and_unknown_addresses_look_alike(api, users):
    """The answer does not tell whether the address has an account."""
    user = users.others.anybody()
    known = api.forgot_password(user.email)

    unknown = api.forgot_password(users.address())

    expect_alike(known, unknown)


@rule("reset.sets-password")
def test_right_token_sets_the_password(interruptions):
    """A reset is answered as the page documents it, and the new password logs in.

    It counts as well where the user was invited again, and looked up, since the link was given.
    """
    reset = interruptions.of_a_first_password()

    expect_documented(reset.answer)
    expect(reset.is_set, "the new password to log its user in", reset.answer)


@rule("reset.sets-password")
def test_reset_leaves_the_password_of_others(residents):
    """Another user still logs in by what was set before."""
    residents.one()

    answer = residents.reset_of_another()

    residents.expect_own_password(answer)


@rule("reset.sets-password")
def test_old_password_is_dead_after_a_reset(residents, forgotten):
    """The password that was replaced no longer logs in, and the new one does, as it was set."""
    resident = residents.one()
    old_password = resident.password

    answer = forgotten.reset_again(resident)

    # The old one first: it may live on until the new one is used.
    is_dead = not residents.has_password(resident.user, old_password)
    expect(is_dead, "the old password to log nobody in any more", answer)
    residents.expect_own_password(answer)


@rule("reset.sets-password")
def test_reset_counts_though_the_user_logged_in_meanwhile(interruptions):
    """By a link from before a log-in, the password is set as the answer says."""
    interruptions.expect_effect_of_a_link()


@rule("reset.sets-password")
def test_reset_by_mail_counts_though_the_user_logged_in_meanwhile(interruptions):
    """By a mail from before a log-in, and from before others asked, the password is set."""
    interruptions.expect_effect_of_a_mail()


@rule("reset.sets-password")
def test_password_is_reset_by_mail_a_second_time(forgotten):
    """Who has set a password by a mail, and forgets that one too, sets another by the next mail."""
    tries = forgotten.tries_of_who_forgets_again()

    tries.expect_one_to_work()


@rule("reset.sets-password")
def test_no_reset_by_mail_is_answered_and_lost(forgotten):
    """What is answered as done by the token of a mail, the first or a later one, is done."""
    forgotten.expect_none_lost()


@rule("reset.sets-password")
def test_password_is_set_to_its_last_character(residents):
    """What is nearly the password that was set logs nobody in."""
    near_misses = (
        wrong_credentials.other_case,
        wrong_credentials.leading_part,
        wrong_credentials.trailing_space,
    )

    answers = residents.log_ins_by(near_misses)

    expect_each(expect_no_log_in, answers)


@rule("login.refuses-wrong-password")
def test_odd_letters_of_a_password_count(residents, forgotten):
    """Who leaves out a letter of another alphabet, a sign or a space of several, logs nobody in."""
    forgotten.ensure_odd_letters(residents.one())

    answers = residents.log_ins_by(odd_letters.OF_ODD_LETTERS)

    expect_each(expect_no_log_in, answers)


@rule("reset.refuses-bad-token")
def test_forged_reset_token_changes_nothing(run):
    """A reset token that is not the user's sets no password."""
    tries = forged_resets.of_a_link(run)

    tries.expect_nothing_set()


@rule("reset.refuses-bad-token")
def test_what_is_no_reset_token_changes_nothing(run):
    """Neither without a reset token is a password set, nor by what opens something else."""
    tries = forged_resets.of_other_kinds(run)

    tries.expect_nothing_set()


@rule("reset.refuses-bad-token")
def test_reset_token_of_another_user_changes_nothing(api, users, residents):
    """A reset token sets the password of its own user alone."""
    other, password = residents.newcomer(), users.password()
    link = users.link(other)
    user = residents.confirmed().user

    answer = api.reset_password(user.email, password, link.reset_token)

    residents.expect_unchanged(password, answer)
    is_set = residents.has_password(other, password)
    expect(not is_set, "the password to be set for nobody: the link is another user's", answer)


@rule("reset.token-works-once")
def test_used_reset_token_changes_nothing(api, users, residents):
    """A reset token sets a password once."""
    user, password = users.others.anybody(), users.password()
    link = users.use_link(user)

    answer = api.reset_password(user.email, password, link.reset_token)

    is_set = residents.has_password(user, password)
    expect(not is_set, "the password not to be set again", answer)


@rule("reset.token-works-once")
def test_used_token_of_a_mail_changes_nothing(api, users, residents, forgotten):
    """The token of a mail sets a password once."""
    user, token = forgotten.used()
    password = users.password()

    answer = api.reset_password(user.email, password, token)

    is_set = residents.has_password(user, password)
    expect(not is_set, "the password not to be set again", answer)


@rule("reset.token-works-once")
def test_reset_token_that_two_use_at_the_same_moment_works_for_one(at_once):
    """A reset token sets a password once, though it is sent twice before either is answered."""
    at_once.expect_one_reset()


@rule("token.required")
@for_operations(changes_a_password)
@pytest.mark.usefixtures("operation")
def test_nobody_changes_a_password_without_a_token(password_changes):
    """Who knows the old password, and has no token, changes nothing."""
    tries = password_changes.by_no_token()

    password_changes.expect_nothing_done(tries)


@rule("token.refuses-forged")
@at_account_effects
@for_operations(changes_a_password)
@pytest.mark.usefixtures("operation")
def test_random_token_changes_no_password(password_changes):
    """Who knows the old password, and has a token that was made up, changes nothing."""
    tries = password_changes.by_random_token()

    password_changes.expect_nothing_done(tries)


@rule("password.needs-old")
def test_wrong_old_password_changes_nothing(password_changes):
    """A user whose token is right, and whose old password is not, changes nothing."""
    near_misses = (
        wrong_credentials.other_case,
        wrong_credentials.leading_part,
        wrong_credentials.trailing_space,
    )

    tries = password_changes.by_wrong_passwords(near_misses)

    password_changes.expect_nothing_done(tries)


@rule("password.needs-old")
def test_password_of_another_changes_nothing(password_changes):
    """A user's token and old password do not change the password of another user."""
    tries = password_changes.by_another_user()

    password_changes.expect_nothing_done(tries)


@rule("password.changes")
def test_changed_password_is_that_of_the_named_user(password_changes):
    """Who may change another user's password, and knows it, leaves the own one as it was."""
    change = password_changes.by_another_who_knows()

    password_changes.expect_named_user(change)


@rule("operation.answers")
@at_account_effects
@for_operations(changes_a_password)
@pytest.mark.usefixtures("operation")
def test_change_of_a_password_is_answered_with_the_user(password_changes):
    """A user who knows the old password is answered as the page documents it."""
    done = password_changes.done

    password_changes.expect_answer(done)


@rule("password.changes")
def test_new_password_takes_the_place_of_the_old_one(password_changes):
    """The new password logs in, and the old one no longer does."""
    done = password_changes.done

    password_changes.expect_replaced(done)


@rule("password.changes")
def test_password_is_changed_a_second_time(password_changes):
    """Who changed the password once does so again, and the newest one logs in."""
    done = password_changes.again()

    password_changes.expect_replaced(done)


@rule("forgot.mails-invited")
def test_invited_user_is_sent_mail(forgotten):
    """Who was invited, and has set no password yet, is sent a mail with a link as well.

    It was asked for when another's was, and is looked for last: nobody waits for it meanwhile.
    """
    mails = forgotten.mails_of_an_invited_user()

    mails.expect_link()
