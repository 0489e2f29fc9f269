"""Statistics of users' feedback (buttons, kiosks, forms): shares, charts, filtered clicks.

Feedback measures who chose to answer; audits measure what mystery users met. The two are never
added together nor compared as if they were the same thing.
"""
