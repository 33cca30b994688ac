"""The operations over HTTP. Thin: each names its models and refusals and calls what does the work."""
