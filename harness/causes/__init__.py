"""What failures have in common: one cause, one card of the report."""
