"""核对: sources held against the register and against one another; what contradicts is found, settled, and gone."""
