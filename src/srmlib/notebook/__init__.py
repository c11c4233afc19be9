"""What a notebook for the buyer's own eyes calls in one line: answers that may name several
suppliers, and controls to move.
"""
