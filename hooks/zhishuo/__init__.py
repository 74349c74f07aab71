"""The package (直说): records and releases go in, finished pages come out."""
