"""`python -m spec add`: from a saved page of documentation to a product under contract.

`page` reads it, `guesses` says what Blueprint cannot, with a reason for each guess, `staging`
builds the product beside the one that is there, `placing` puts all of it into its place at once,
and `table` tells what is proven from now on, by `proofs`.
"""
