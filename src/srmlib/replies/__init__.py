"""Blind ratings, and the form in which a supplier without Jupyter replies."""
