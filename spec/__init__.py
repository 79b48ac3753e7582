"""What Meiro promises: the pages, the OpenAPI documents made from them, and their rules."""
