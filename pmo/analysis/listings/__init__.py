"""What `pmo list`, `pmo show` and `pmo query` know of every kind of record: its fields, where it stands, how to choose."""
