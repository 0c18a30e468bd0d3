"""The panels of the window of typefaces: clusters, characters, the epsilon curve."""
