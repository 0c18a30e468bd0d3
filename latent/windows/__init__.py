"""Windows: what both of them share, and a room for each.

Comes in: an embedding or typefaces, events of mouse and keys. Goes out: panels on a screen, in a
browser or in a file, and what a user saves. A window is three things: state without a window,
panels that draw it, and handlers that change the state and ask for a new drawing.
"""
