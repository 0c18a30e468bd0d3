"""Commands: one module for each, from flags to files. Everything meets here and only here.

Comes in: settings and options that the command line has checked. Goes out: files, words on the
terminal, windows. To add a command: a module here, and a script of about a page that calls it.
"""
