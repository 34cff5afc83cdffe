"""What is wrong: one pure function per rule, run by the engine."""
