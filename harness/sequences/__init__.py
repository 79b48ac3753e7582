"""A token's life, in any order."""
