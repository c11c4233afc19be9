"""What is counted: definitions, readings, intervals and verdicts."""
