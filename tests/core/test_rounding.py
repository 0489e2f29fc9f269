"""One rounding rule, checked against decimal arithmetic."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.core.rounding import round_half_up


@given(st.integers(0, 100_000), st.integers(0, 3))
def test_rounding_equals_decimal_half_up(thousandths, decimals):
    exact = Decimal(thousandths) / 1000
    expected = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_half_up(np.array([thousandths / 1000]), decimals)[0] == pytest.approx(
        float(expected), abs=1e-12
    )


def test_nan_stays_nan():
    assert np.isnan(round_half_up(np.array([np.nan]), 0))[0]
