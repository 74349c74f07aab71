"""What the commands on the private side share: where its files lie, rounding and proving a month, paper slips."""
