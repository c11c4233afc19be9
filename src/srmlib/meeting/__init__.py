"""The review meeting: what each screen shows, what is written down, and what goes out at
its close.
"""
