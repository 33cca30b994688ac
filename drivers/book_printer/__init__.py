"""Printers of medical record books (就医记录册): a vendor's plug-in in its own process."""
