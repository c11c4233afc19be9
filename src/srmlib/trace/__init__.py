"""From where it hurt back to where the cause sits: lots and what went into them, shares, cause sides, and what they cost."""
