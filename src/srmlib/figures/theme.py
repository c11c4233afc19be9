"""Every colour and font of the product, by role. Figures name roles; the page says what a role
looks like in light, in dark and on paper.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from pathlib import Path

LIGHT = {
    "ink": "#16202C",
    "muted": "#4A5666",
    "faint": "#77828F",
    "paper": "#FFFFFF",
    "wash": "#F5F7F9",
    "card": "#FBFCFD",
    "line": "#C9D0D8",
    "grid": "#E6EAEE",
    "link": "#1F4E8C",
    "buyer": "#1F4E8C",
    "supplier": "#B35C00",
    "red": "#A3020B",
    "green": "#0D6E58",
    "red-zone": "#F3D3D4",
    "green-zone": "#D5EBE3",
    "neutral-zone": "#ECEFF3",
    "band": "#EEF0F4",
    "interval": "#9AA3AF",
    "cost-grey": "#6B7685",
    "cost-delivery": "#1F4E8C",
    "cost-quality": "#7A3E9D",
    "cost-support": "#2F7C8F",
    "cost-customer": "#A0457A",
    "cost-credit": "#0D6E58",
    "cost-grey-pale": "#D3D8DE",
    "cost-delivery-pale": "#C3D3EA",
    "cost-quality-pale": "#DCC9E8",
    "cost-support-pale": "#C3DFE5",
    "cost-customer-pale": "#ECCADD",
    "cost-credit-pale": "#BFE0D6",
    "cause-tier2": "#7A3A00",
    "cause-theirs": "#B35C00",
    "cause-carrier": "#2F7C8F",
    "cause-shared": "#7A6A9A",
    "cause-ours": "#1F4E8C",
    "cause-others": "#7D6B5D",
    "cause-not-agreed": "#6B7685",
    "cause-terms": "#C9D0D8",
    "cause-not-traced": "#8A94A2",
    "node": "#3B4654",
    "far_clear": "#A3020B",
    "missed_clear": "#C4473A",
    "missed": "#A87400",
    "met": "#2E9C83",
    "met_clear": "#0D6E58",
    "hole": "#8A5A00",
    "level": "#E3EAF4",
    "step-1": "#F6DADB",
    "step-2": "#FCE7E4",
    "step-3": "#FFF6D6",
    "step-4": "#E6F7F3",
    "step-5": "#D3E8E3",
}
DARK = {
    "ink": "#E9ECF0",
    "muted": "#B0BAC6",
    "faint": "#8A95A3",
    "paper": "#11161C",
    "wash": "#1A212A",
    "card": "#1A212A",
    "line": "#3D4854",
    "grid": "#29323C",
    "link": "#8DB9F5",
    "buyer": "#8DB9F5",
    "supplier": "#F2A65A",
    "red": "#F2555A",
    "green": "#3CBF9B",
    "red-zone": "#4A2327",
    "green-zone": "#173B31",
    "neutral-zone": "#27303A",
    "band": "#232B35",
    "interval": "#5F6B79",
    "cost-grey": "#8A95A3",
    "cost-delivery": "#6E9FE0",
    "cost-quality": "#B583D6",
    "cost-support": "#5DB3C7",
    "cost-customer": "#DB83B4",
    "cost-credit": "#3CBF9B",
    "cost-grey-pale": "#3F4954",
    "cost-delivery-pale": "#2C4468",
    "cost-quality-pale": "#4C3560",
    "cost-support-pale": "#284C56",
    "cost-customer-pale": "#5C344C",
    "cost-credit-pale": "#1F5246",
    "cause-tier2": "#B56A24",
    "cause-theirs": "#E0914A",
    "cause-carrier": "#5DB3C7",
    "cause-shared": "#A99BCB",
    "cause-ours": "#6E9FE0",
    "cause-others": "#B39E8D",
    "cause-not-agreed": "#9AA5B3",
    "cause-terms": "#4A5563",
    "cause-not-traced": "#6B7683",
    "node": "#C3CAD4",
    "far_clear": "#FF6B6B",
    "missed_clear": "#EE8578",
    "missed": "#FED84A",
    "met": "#96E0CF",
    "met_clear": "#3CBF9B",
    "hole": "#F0C05A",
    "level": "#1F3350",
    "step-1": "#4A2327",
    "step-2": "#3E2829",
    "step-3": "#3B3520",
    "step-4": "#1F3A37",
    "step-5": "#173B31",
}
# Inter as `make font` cuts it down. It comes with every page, so that a text is as wide for every
# reader as it was when the figure was laid out.
FONT, FONT_FOLDER = "Inter Srmlib", Path(__file__).parent / "font"
REGULAR, BOLD = 400, 600
TEXT_PX = 13
# About 8 % of the longest label at the right end of a figure: a reader's own font may be wider.
SPARE_ROOM = 24

VEGA_CONFIG = {
    "font": FONT,
    "padding": {"left": 5, "top": 5, "right": 5 + SPARE_ROOM, "bottom": 5},
    "background": None,
    "view": {"stroke": None},
    "aria": False,
    "axis": {
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "gridColor": "var(--grid)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": TEXT_PX,
        "titleFontSize": TEXT_PX,
        "titleFontWeight": "normal",
        "labelLimit": 260,
        "labelPadding": 6,
        "labelFlush": False,
    },
    "text": {"fontSize": TEXT_PX, "color": "var(--ink)"},
}


def var(role: str) -> str:
    """The colour of a role, as the page resolves it. Raises KeyError for an unknown role."""
    if role not in LIGHT:
        raise KeyError(role)
    return f"var(--{role})"


@cache
def advances(weight: int) -> dict[str, float]:
    """How wide each character of the font is, in thousandths of the size of the text."""
    by_weight: dict[str, dict[str, float]] = json.loads(
        (FONT_FOLDER / "advances.json").read_text(encoding="utf-8")
    )
    return by_weight[str(weight)]


@cache
def css_font() -> str:
    """The font itself, for a page's style. Any bold text is in the heavier weight."""
    faces = ((REGULAR, "400"), (BOLD, "600 900"))
    return "".join(
        f'@font-face{{font-family:"{FONT}";font-weight:{weights};'
        f"src:url(data:font/woff2;base64,{_in_base64(weight)})format('woff2')}}\n"
        for weight, weights in faces
    )


def _in_base64(weight: int) -> str:
    return b64encode((FONT_FOLDER / f"inter-{weight}.woff2").read_bytes()).decode("ascii")


# Where a reader chose a colour: on the page by a switch, in JupyterLab by its theme.
CHOSEN = {
    way: f':root:is(:has(#colours-{way}:checked),:has([data-jp-theme-light="{is_light}"]))'
    for way, is_light in (("light", "true"), ("dark", "false"))
}


def css_variables() -> str:
    """The roles as CSS variables: light; dark where the reader's screen is, or the reader chose it.
    Dark is for screens only, so that a dark-mode reader still prints light.
    """
    light, dark = (
        f"color-scheme:{way};{_declarations(colours)}"
        for way, colours in (("light", LIGHT), ("dark", DARK))
    )
    return (
        f":root{{color-scheme:light dark;{_declarations(LIGHT)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"@media screen{{{CHOSEN['light']}{{{light}}}{CHOSEN['dark']}{{{dark}}}}}\n"
    )


def _declarations(colours: dict[str, str]) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in colours.items())
