"""Groups of typefaces that look alike, found in several ways with one kind of result."""
