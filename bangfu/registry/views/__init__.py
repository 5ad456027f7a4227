"""Pages of 名册."""
