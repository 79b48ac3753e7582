"""How a secret is masked."""
