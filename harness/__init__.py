"""How a promise is checked: targets, client, conformance, tokens, outcomes, redaction, reports."""

VERSION = "0.1.0"
"""Of the suite: reports and requests name it, and the package takes it from here."""
USER_AGENT = f"meiro-contracts/{VERSION}"
