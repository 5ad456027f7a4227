"""机构: places, posts, people, powers, and the scope of each post."""
