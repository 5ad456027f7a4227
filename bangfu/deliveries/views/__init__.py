"""Pages of 收件: a file goes in, is understood, previewed and applied; what was refused comes back."""
