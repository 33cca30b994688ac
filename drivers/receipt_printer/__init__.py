"""Receipt printers: a neutral document, printer profiles as data, and the ESC/POS codec and driver."""
