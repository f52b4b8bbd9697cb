"""Another tool's file, read into neutral records: pure readers, no database, no clock."""
