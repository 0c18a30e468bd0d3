"""Codes: numbers or bits, their neighbours, their errors, and codes drawn at random.

Comes in: codes (n, d), as arrays of numbers or as `PackedBits`, and images to compare. Goes out:
neighbours, errors, shares, components. Nothing here knows a model. What differs between numbers
and bits is a method of both kinds, in `kinds` and `bits`; whoever has either calls `as_codes`.
To add a measure: a function in `measures`, tested on data whose answer is known.
"""
