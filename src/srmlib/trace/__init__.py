"""From where it hurt back to who it came from: the closure of lots, the links of every breakdown
with its cause, share and cost.
"""
