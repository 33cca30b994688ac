"""Makes the tables of ``assets/typing`` from open data. Not used on a kiosk."""
