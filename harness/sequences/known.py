"""Sequences of what happens to sessions that show what is known to go wrong."""

from __future__ import annotations

KNOWN = (
    # each refresh begins a life anew, which ends
    "log_in half refresh half+ use refresh half+ use half use",
    "log_in life- refresh life- use moment use",
    "log_in life+ use use refresh use:A half+ use",
    "log_in life+ window- refresh use",
    # a token lives up to its expiry, and a use does not prolong it
    "log_in half use half+ use",
    # a refusal does not bring it back
    "log_in life+ window+ refresh",
    "log_in life+ use window+ refresh use refresh",
    "log_in refresh life+ use window+ refresh use refresh",
    # a log-out is for good, and who uses what was logged out ends no other session
    "log_in use log_out use refresh use",
    "log_in log_out log_in use:A use:B refresh:A use:A",
    "log_in refresh log_out:A refresh:B use:A refresh:A",
    "log_in refresh log_out:B refresh:A use:B refresh:B",
    "log_in life+ log_out refresh",
    # a token of single sign-on lives like any other
    "sign_on life- use moment use window- refresh use",
)
"""Sequences that show what is known to go wrong. Tokens have letters in the order in which they
were given; where there is none, it is the newest. Other words say how much older that is made."""

FURTHER = (
    # neither a refresh nor another log-in prolongs the token that was there before, or revives it;
    # nor does it end another one that it is sent once more
    "log_in half refresh use:A half+:A use:A",
    "log_in half log_in use:A half+:A use:A",
    "log_in half log_other_in use:A half+:A use:A",
    "log_in life+ use window+ log_in use:A refresh:A use:B",
    # the window is counted from expiry, not from the last use or the last refresh
    "log_in life- use moment use window- use moment moment refresh use",
    "log_in life+ use refresh grown:A refresh:A",
    # tokens of every origin, at both ends of both windows
    "sign_on half refresh use life+ use",
    "log_in life+ refresh life- use moment use window- refresh use",
    "log_in life+ refresh life+ use window+ refresh",
    "log_other_in use life- use moment use window- refresh use",
)
"""The same, beyond a quick run."""
