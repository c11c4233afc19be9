"""The relationship as the register tells it: elements rated, actions, plans, and what is said."""
