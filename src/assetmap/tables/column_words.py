"""Words that columns of assets know, each with the other ways in which people write it."""

from __future__ import annotations

__all__ = ["ACCESS_WORDS", "COST_WORDS", "EVERYONE_WORDS"]

COST_WORDS = (
    ("free", ("free of charge", "free to attend", "free entry", "free admission", "free for all",
              "free to all", "free for everyone", "always free", "it s free", "it is free",
              "no charge", "no cost", "no fee", "nothing", "nil", "zero", "gratis", "no", "false",
              "0", "0.0", "0.00", "£0", "£0.00", "0p")),
    ("paid", ("yes", "true", "charge", "charged", "there is a charge", "charges apply",
              "charge applies", "fee", "fees apply", "fee applies")),
)  # fmt: skip
"""What it costs, where it says no amount: also the yes and no of the tag ``fee``."""
ACCESS_WORDS = (
    ("yes", ("y", "true", "1", "1.0", "full", "fully", "designated", "accessible", "full access",
             "fully accessible", "wheelchair accessible", "step free", "step free access",
             "level access")),
    ("no", ("n", "false", "0", "0.0", "not accessible", "inaccessible", "no access",
            "not wheelchair accessible", "not step free", "no step free access")),
    ("limited", ("partial", "partly", "partially", "in part", "limited access", "partial access",
                 "partly accessible", "partially accessible", "some access")),
)  # fmt: skip
"""Whether a wheelchair gets in: the words of the tag ``wheelchair``."""
EVERYONE_WORDS = (
    ("everyone", ("everybody", "anyone", "anybody", "all", "open to all", "open to everyone",
                  "all welcome", "everyone welcome", "everybody welcome", "public", "the public",
                  "general public", "the general public", "members of the public")),
)  # fmt: skip
