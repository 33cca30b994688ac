"""The vision process and the port through which the kiosk's core uses it.

Only `port`, `words` and `client` are for the core; everything else runs in the child process, since it
imports OpenCV and dlib and touches face images.
"""
