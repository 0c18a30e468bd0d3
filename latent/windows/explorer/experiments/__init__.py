"""The explorer's tabs: each says which images it takes, which codes it makes, and what it shows."""
