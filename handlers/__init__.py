"""What we do when something happens: plain functions inside one transaction, no network."""
