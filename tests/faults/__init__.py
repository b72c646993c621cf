"""The whole system under load while everything around it breaks: what is injected, and what is checked from outside."""
