"""Windows: what they know, what they look like, and what is done when something is clicked."""
