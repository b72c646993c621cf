"""Periodic reports: which figures, of which period, what of them may be shown, and who owes one until when."""
