"""Programs of other people, found and started: a browser, Lighthouse, Node's packages, web servers, databases."""
