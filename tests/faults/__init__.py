"""The centre under kills: what was acknowledged stands, once, and a checker that can fail."""
