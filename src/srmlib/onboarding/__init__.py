"""The onboarding pack: what a person new to a relationship reads, per role, as one page."""
