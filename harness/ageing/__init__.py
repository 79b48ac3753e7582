"""How a token of a given age is had."""
