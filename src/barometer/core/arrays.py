"""Array types used throughout the core."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Positions = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
States = npt.NDArray[np.uint8]
