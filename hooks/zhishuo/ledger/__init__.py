"""The private side: a ledger of requests goes in, a release of counts comes out. Only scripts/ may import it."""
