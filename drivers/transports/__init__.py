"""Byte transports: serial lines, TCP, memory; a recorder and a replayer wrap any of them."""
