"""Phrases that mean the same: what people offer and want, compared word by word."""

from __future__ import annotations

from assetmap.words.match_phrases import match_phrases
from assetmap.words.tidy_word import tidy_word

__all__ = ["match_phrases", "tidy_word"]
