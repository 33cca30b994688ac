"""The zone's own functions, beside the matters: printing certificates, following cases."""
