"""How an operation of any page is called, and what is made by calling it."""
