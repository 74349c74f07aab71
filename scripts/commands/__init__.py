"""The commands behind scripts/: each is a few lines over the package."""
