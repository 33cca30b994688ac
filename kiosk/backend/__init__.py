"""The back end as the kiosk sees it: the contract's models, typed answers, the signed HTTP client."""
