"""Page printers (A4): the IPP codec and driver."""
