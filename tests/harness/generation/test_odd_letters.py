"""Near misses of passwords with odd letters."""

import pytest

from harness.core.outcomes import Excluded
from harness.generation import odd_letters


@pytest.mark.parametrize(
    ("near_miss", "made"),
    [
        (odd_letters.as_question_marks, "a?u?-e?-?\u00fc %41:b  c\\"),
        (odd_letters.without_other_alphabets, "au-e- %41:b  c\\"),
        (odd_letters.without_accents, "azut-e-\u6f22u %41:b  c\\"),
        (odd_letters.with_spaces_as_one, "a\u017eu\u0165-e\u0301-\u6f22\u00fc %41:b c\\"),
        (odd_letters.up_to_a_colon, "a\u017eu\u0165-e\u0301-\u6f22\u00fc %41"),
        (odd_letters.percent_decoded, "a\u017eu\u0165-e\u0301-\u6f22\u00fc A:b  c\\"),
        (odd_letters.without_backslashes, "a\u017eu\u0165-e\u0301-\u6f22\u00fc %41:b  c"),
    ],
    ids=["question-marks", "left-out", "accents", "spaces", "colon", "percent", "backslash"],
)
def test_odd_letters_have_near_misses(near_miss, made):
    assert near_miss("a\u017eu\u0165-e\u0301-\u6f22\u00fc %41:b  c\\") == made
    with pytest.raises(Excluded):
        near_miss("Secret-1")
