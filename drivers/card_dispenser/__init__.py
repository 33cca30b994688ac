"""Card dispensers: they hand over one card from a stacker, or take it back."""
