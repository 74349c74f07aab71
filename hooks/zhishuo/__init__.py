"""The package (直说, "say it straight"): records and releases go in, a finished site comes out.

No framework, no clock, no network, no working directory: what is published follows from files alone. `publishing` is
the face; nothing is imported here, so that a command loads only what it needs.
"""
