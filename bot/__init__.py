"""The program: everything that touches the world (network, database, clock, files)."""
