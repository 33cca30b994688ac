"""Pure values of the service zone: no input, no output, no clock, no settings."""
