"""How a promise is checked: targets, client, conformance, tokens, outcomes, redaction, reports."""

VERSION = "0.1.0"
USER_AGENT = f"meiro-contracts/{VERSION}"
