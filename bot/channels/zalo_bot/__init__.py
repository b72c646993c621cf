"""A bot of the Zalo Bot Platform as a channel: no buttons, no places, no receipts, but open to everybody."""
