"""Numbers, sentences and headings: each clause is said only where its fact holds."""
