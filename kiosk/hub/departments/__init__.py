"""The departments that answer behind the hub. One module each; `registry` finds the one for a matter."""
