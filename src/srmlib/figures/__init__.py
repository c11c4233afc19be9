"""Pictures: a theme, the SVG recipe, and one function per figure."""
