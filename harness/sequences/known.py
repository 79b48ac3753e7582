"""Sequences of what happens to sessions that show what is known to go wrong."""

from __future__ import annotations

KNOWN = (
    # each refresh begins a life anew, which ends
    "log_in half refresh half+ use refresh half+ use half use",
    "log_in life- refresh life- use moment use",
    "log_in life+ use use refresh use use:A half+ use",
    "log_in life+ window- refresh use",
    # a token lives up to its expiry, and a use does not prolong it
    "log_in life- use",
    "log_in half use half+ use",
    # a refusal does not bring it back
    "log_in life+ window+ refresh",
    "log_in life+ use window+ refresh use refresh",
    "log_in refresh life+ use window+ refresh use refresh",
    # a log-out is for good
    "log_in use log_out use refresh use",
    "log_in log_out log_in use:A refresh:A use:A",
    "log_in refresh log_out:A refresh:B use:A refresh:A",
    "log_in refresh log_out:B refresh:A use:B refresh:B",
    "log_in life+ log_out refresh",
)
"""Sequences that show what is known to go wrong. Tokens have letters in the order in which they
were given; where there is none, it is the newest. Other words say how much older that is made."""
