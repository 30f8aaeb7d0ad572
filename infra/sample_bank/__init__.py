"""The sample bank: a seeded generator that fills real source systems, day by day, with planted truth.

Nothing here is about a real person. Every value is a pure function of the seed and of what it belongs to
(the person, the loan, the instalment, the day), so any day can be made without the days before it.
"""
