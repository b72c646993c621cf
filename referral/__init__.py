"""What we decide: pure functions and plain data, no network, no database, no clock."""
