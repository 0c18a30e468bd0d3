"""What any Python project could use: checks, files, progress, processes, threads, compiling.

Comes in: plain values and paths. Goes out: the same, checked, written whole or computed elsewhere.
To add a tool: a module of its own here that knows nothing of images, codes or models.
"""
