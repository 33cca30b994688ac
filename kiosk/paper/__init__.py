"""Paper as data: A4 sheets become PDF, receipts become neutral receipt documents."""
