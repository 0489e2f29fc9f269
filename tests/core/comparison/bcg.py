"""Thirteen trials of a vaccine against tuberculosis (Colditz 1994), as in metafor's dat.bcg.

The published test bed of between-study variance: log risk ratios and their standard errors.
"""

import numpy as np

# Cases and non-cases among vaccinated, cases and non-cases among the others.
TABLES = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=np.float64,
)
_A, _B, _C, _D = TABLES.T
LOG_RISK_RATIOS = np.log((_A / (_A + _B)) / (_C / (_C + _D)))[:, None]
STANDARD_ERRORS = np.sqrt(1 / _A - 1 / (_A + _B) + 1 / _C - 1 / (_C + _D))[:, None]
