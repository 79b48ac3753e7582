"""What only other systems can give: codes, and mail."""
