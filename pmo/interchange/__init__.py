"""Import and export: tables of others into records, records into tables; one file per foreign format."""
