"""Pages of 核对."""
