"""Sequences of what happens to sessions that show what is known to go wrong.

They are few, and long: a log-in is dear, so a token goes on through all of its life, and what comes
of it through another. Every promise of the model is held after each step that may come before it.
What one step shows of one token, with nothing before it, contracts of their own look at.
"""

from __future__ import annotations

KNOWN = (
    # a use does not prolong a token, a refusal does not bring it back, and so it is refreshed until
    # its window closes: into one that lives and dies anew, and whose log-out is for good even then
    "log_in half use half+ use use window- refresh use:A half+ use half use log_out refresh",
    # each refresh begins a life anew, which ends; its window is counted from there, and from no use
    "log_in half refresh life- use refresh life- use moment use window- use moment moment"
    " refresh use refresh",
    # a log-out is for good, and who uses what was logged out ends no other session
    "log_in use log_out log_in use:A use:B refresh:A use:A",
    # so it is for a token that was refreshed, and for one that a refresh gave
    "log_in refresh log_out:A refresh:B use:A refresh:A log_out:C refresh:B refresh:C use:C",
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
    # a token whose window has closed is not refreshed, whatever a gate tells of it
    "log_in life+ window+ refresh",
    # tokens of every origin, at both ends of both windows
    "sign_on half refresh use life+ use",
    "log_in life+ use refresh life- use moment use window- refresh use life+ use window+ refresh"
    " grown:A refresh:A",
    "log_other_in use life- use moment use window- refresh use",
)
"""The same, beyond a quick run."""
