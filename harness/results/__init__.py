"""From an exchange or an exception to an outcome."""
