"""Windows: what both of them share, and a room for each.

Comes in: an embedding or typefaces, events of mouse and keys. Goes out: panels on the desktop, in
a browser or in a file, and what a user saves. A window is three things: state without a window,
panels that draw it and hear of the mouse, and actions that change the state and show panels anew.
"""
