"""Codes: numbers or bits, their neighbours, their errors, and codes drawn at random.

Comes in: arrays of codes (n, d) or `PackedBits`, and images to compare. Goes out: neighbours,
errors, shares, components. Nothing here knows a model.
To add a measure: a function in `measures`, tested on data whose answer is known.
"""
