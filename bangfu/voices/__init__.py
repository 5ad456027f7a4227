"""意见箱: what people who work with the program complain of, propose or ask, and what they are answered."""
