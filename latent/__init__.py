"""See what autoencoders learn: train them, map their codes, walk between images."""
