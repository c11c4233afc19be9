"""What both firms of the sample world entered in two years, from October 2024 to the reviews of
13 October 2026: people, meetings, ratings, actions, disputes and all else that the register holds.
"""

from sample_world.register.answers import REGISTER_ANSWERS
from sample_world.register.writing import (
    REGISTER_AS_OF,
    dated_entries,
    sealed_files,
    write_register,
)

__all__ = [
    "REGISTER_ANSWERS",
    "REGISTER_AS_OF",
    "dated_entries",
    "sealed_files",
    "write_register",
]
