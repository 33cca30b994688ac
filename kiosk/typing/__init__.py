"""Typing Chinese on the screen: pinyin, strokes and handwriting to candidates. No Qt, and nothing is learnt.

Everything is worked out from tables that every person meets alike (``assets/typing``); what somebody types is
kept nowhere.
"""
