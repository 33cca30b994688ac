"""Readers of 居民身份证 and its relatives."""
