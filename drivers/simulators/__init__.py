"""Simulated devices that speak the real wire, with physics, and one alphabet of faults for all."""
