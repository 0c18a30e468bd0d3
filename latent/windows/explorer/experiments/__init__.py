"""The explorer's experiments: each says which images it takes and which codes it decodes."""
