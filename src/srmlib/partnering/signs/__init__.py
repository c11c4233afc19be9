"""Six signs of weak partnering, one module each."""

from __future__ import annotations

from srmlib.partnering.signs.beaten import BEATEN
from srmlib.partnering.signs.gaps import GAPS
from srmlib.partnering.signs.monitored import MONITORED
from srmlib.partnering.signs.place import PLACE
from srmlib.partnering.signs.trivialised import TRIVIALISED
from srmlib.partnering.signs.worst import WORST

SIGNS = (MONITORED, BEATEN, PLACE, GAPS, TRIVIALISED, WORST)
