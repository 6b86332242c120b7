"""Components, styles, script and icons. No view, no model."""
