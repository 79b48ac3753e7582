"""What an instance is described by."""
