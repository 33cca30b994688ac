"""The core's thread: performs effects, keeps time, holds the vault, shows snapshots."""
