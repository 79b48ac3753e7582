"""The promises as tests: one file a subject, in the order in which a person meets them."""
