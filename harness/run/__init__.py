"""One target's run."""
