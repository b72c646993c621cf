"""Measurements, never remembered: each compares with a floor in the same run and prints ratios."""
