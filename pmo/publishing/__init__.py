"""Where rendered pages go."""
