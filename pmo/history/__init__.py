"""What changed between two portfolios; knows no git."""
