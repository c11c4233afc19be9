"""The seeded sample world: an invented pump maker and its suppliers, with planted stories, and the answer sheet beside it."""

from srmlib.sample_world.answers import ANSWERS
from srmlib.sample_world.files import write_sample

__all__ = ["ANSWERS", "write_sample"]
