"""收件: files received as they are, understood, previewed and applied village by village; refused rows go back with their reasons."""
