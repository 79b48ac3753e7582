"""How a request is sent, and what may be sent."""
