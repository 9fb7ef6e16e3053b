"""A small replica of the sites, several days of it; tests and `ponte demo` run against it."""
