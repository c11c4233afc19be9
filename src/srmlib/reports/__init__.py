"""The report: its facts, sections, page, batch run and index."""
