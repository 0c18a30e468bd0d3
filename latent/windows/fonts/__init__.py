"""The window in which typefaces are clustered and chosen.

To add a panel: a class in `panels`, a row in `layout`, an entry in `window`.
"""
