"""Readers of chip cards: the social security card (社会保障卡) and contactless numbers."""
