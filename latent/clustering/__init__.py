"""Clustering: groups of typefaces that look alike, found in several ways.

Comes in: typefaces as vectors of pixels and what the control panel asks for (`settings`). Goes
out: a `Clustering`, the same kind of result from every algorithm, by way of the `workbench`.
To add an algorithm: a function here, its parameters in `settings`, a branch of the workbench.
"""
