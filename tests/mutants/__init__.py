"""Mutation of the suite itself: what a test would miss if a line of it were wrong.

``python -m tests.mutants`` (`make mutants`) changes one thing of a module at a time and runs the
tests that cover it, the fastest first. What no test misses is said, and makes the exit code 1,
unless ``reasons.toml`` says why it is to stay.
"""
