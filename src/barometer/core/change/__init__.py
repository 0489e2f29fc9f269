"""Change between two editions: what moved, for whom, and how sure we are.

Every function takes arrays aligned by body; not-a-number means that the body has no value in that
edition. The published headline is the matched change (:mod:`.matched`); the other modules explain
the difference between the two published means.
"""
