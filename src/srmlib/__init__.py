"""Supplier workbooks: metrics two firms can agree on, total cost that closes to the cent, and a
report both can read.
"""

__version__ = "0.1.0"
