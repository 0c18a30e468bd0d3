"""What a user can do in the explorer's window: a class for each kind of things.

Each changes the explorer's state and has panels shown anew. `keys` says which key does what.
"""
