"""Zalo Official Account as a channel, for citizens and officers alike."""
