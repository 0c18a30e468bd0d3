"""Tiles: very many small images drawn as one picture, fast.

Comes in: images as bytes, places and colours. Goes out: a picture, uint8 (height, width, 3).
To add a kernel: a compiled function, its plain twin, and a test that both agree.
"""
