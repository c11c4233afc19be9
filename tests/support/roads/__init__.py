"""Second roads: metrics and the trace computed again, in fractions and plain Python, from the words
of the definition (docs/, data/definitions/metrics, data/README.md), never from the SQL.

`worlds` draws random rows, `loaded` makes one snapshot of many of them; each other module is one road.
"""
