"""Comparison of a body with its peers: families, positions, shrunken scores, rank sets.

``families`` says who is compared with whom, ``positions`` where each body stands in three
states, ``distributions`` what each family looks like, ``shrinkage`` and ``top_quartile``
what may be believed of the true scores, ``ranks`` and ``joint_ranks`` which ranks the data
do not exclude, ``effects`` how large a difference is. Ranks exist only as sets.
"""
