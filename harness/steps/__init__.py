"""The steps that repeat a failure: a shell script, made of what the run exchanged before it."""
