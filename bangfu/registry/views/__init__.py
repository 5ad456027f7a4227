"""Pages of 名册, one module a kind."""
