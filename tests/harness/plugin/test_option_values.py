"""An option's value is read, or refused in one line that names the option and the right value."""

import pytest

from harness.plugin.option_values import count, one_of, part, seconds, typed, whole

DEPTHS = one_of(["quick", "standard"])["type"]


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (seconds, "0.5", 0.5),
        (seconds, "1e3", 1000.0),
        (whole, "-7", -7),
        (count, "1", 1),
        (DEPTHS, "quick", "quick"),
        (part, "2/5", "2/5"),
        (part, "05/05", "5/5"),
    ],
)
def test_value_is_read(read, text, value):
    assert typed("--x", read)(text) == value


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (seconds, "nan", "must be a positive number of seconds, not 'nan'"),
        (seconds, "inf", "must be a positive number of seconds, not 'inf'"),
        (seconds, "0", "must be a positive number of seconds, not '0'"),
        (seconds, "-1", "must be a positive number of seconds, not '-1'"),
        (seconds, "5 min", "must be a positive number of seconds, not '5 min'"),
        (whole, "x", "must be a whole number, not 'x'"),
        (whole, "1.5", "must be a whole number, not '1.5'"),
        (count, "0", "must be 1 or more, not '0'"),
        (count, "-3", "must be 1 or more, not '-3'"),
        (count, "", "must be a whole number, not ''"),
        (part, "2", "must be I/N, as 2/5 for the second of five parts, not '2'"),
        (part, "2/", "must be I/N, as 2/5 for the second of five parts, not '2/'"),
        (part, "-1/5", "must be I/N, as 2/5 for the second of five parts, not '-1/5'"),
        (part, "²/5", "must be I/N, as 2/5 for the second of five parts, not '²/5'"),
        (part, "0/5", "must be from 1/5 to 5/5, not '0/5'"),
        (part, "6/5", "must be from 1/5 to 5/5, not '6/5'"),
        (part, "1/0", "must be from 1/1 to 1/1, not '1/0'"),
        (DEPTHS, "standart", "invalid choice: 'standart' is unknown; did you mean 'standard'?"),
        (DEPTHS, "", "invalid choice: '' is unknown; known are quick, standard"),
        (DEPTHS, "\x1b[31m", r"invalid choice: '\x1b[31m' is unknown; known are quick, standard"),
    ],
)
def test_wrong_value_is_one_line_that_names_its_option(read, text, words):
    with pytest.raises(pytest.UsageError) as caught:
        typed("--x", read)(text)

    assert str(caught.value) == f"--x: {words}"


def test_number_of_thousands_of_digits_is_refused_as_well():
    with pytest.raises(pytest.UsageError, match="--seed: must be a whole number"):
        typed("--seed", whole)("9" * 5000)
