"""Random numbers that are the same on every machine and every version of numpy."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def uniforms(shape: tuple[int, int], seed: int) -> Floats:
    """Numbers strictly between 0 and 1 from the raw Philox stream: no method of numpy's Generator is involved."""
    raw = np.random.Philox(key=seed).random_raw(shape[0] * shape[1])
    return ((raw >> np.uint64(11)).astype(np.float64) + 0.5).reshape(shape) / 2.0**53
