"""How a site is made, in a process of its own, and known again as long as nobody has touched it."""
