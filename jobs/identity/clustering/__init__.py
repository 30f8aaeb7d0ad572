"""Which records are one party: links weighed against what must never be one, and ids that stay.

Plain Python over whole numbers. One task of the engine runs it (``link_task``, ``party_task``), because a party is no
matter of one partition: whether two records may be one depends on what each of them was joined with before.
"""
