"""Papers on the document camera's desk: found, judged, straightened, and kept until the session ends."""
