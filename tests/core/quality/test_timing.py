import numpy as np
import pytest

from barometer.core.quality.flags import Rule
from barometer.core.quality.timing import (
    find_faster_than_others,
    find_faster_than_reading,
    find_impossible_travel,
    find_outside_windows,
    find_overlaps,
    great_circle_kilometres,
)
from barometer.core.quality.trail import AuditTrail, Places, Windows

NAN = np.nan
NAT = "NaT"


def moments(*clocks):
    return np.array(
        [NAT if clock == NAT else f"2026-03-02T{clock}" for clock in clocks], dtype="datetime64[s]"
    )


def trail_of(starts, ends, auditors=None):
    size = len(starts)
    zeros = np.zeros(size, dtype=np.int64)
    return AuditTrail(
        auditors=zeros if auditors is None else np.array(auditors), bodies=np.arange(size),
        channels=zeros, scenarios=zeros, values=np.full(size, 50.0),
        started_at=moments(*starts), ended_at=moments(*ends),
    )  # fmt: skip


def test_faster_than_others_compares_with_a_third_of_the_median():
    starts = ["10:00"] * 6
    trail = trail_of(starts, ["10:30", "10:30", "10:31", "10:09", "10:11", NAT])
    outcome = find_faster_than_others(trail)
    assert outcome.tested == 5
    assert outcome.cases.audits.tolist() == [[3]]
    assert (outcome.cases.observed[0], outcome.cases.expected[0]) == (9.0, 30.0)


def test_faster_than_others_does_not_judge_four_audits():
    outcome = find_faster_than_others(trail_of(["10:00"] * 4, ["10:30", "10:30", "10:30", "10:01"]))
    assert (outcome.tested, outcome.cases.auditors.size) == (0, 0)


def test_faster_than_reading_compares_with_each_audits_own_time():
    trail = trail_of(["10:00"] * 3, ["10:04", "10:04", "10:04"])
    outcome = find_faster_than_reading(trail, np.array([5.0, 4.0, NAN]))
    assert outcome.tested == 2
    assert outcome.cases.audits.tolist() == [[0]]


def test_overlaps_name_both_audits_and_the_shared_minutes():
    # Auditor 0: a long audit holds two short ones; auditor 1 works at the same hours.
    trail = trail_of(
        ["10:00", "10:10", "10:40", "10:00", "11:00"],
        ["11:00", "10:20", "11:30", "11:00", "11:20"],
        auditors=[0, 0, 0, 1, 1],
    )
    outcome = find_overlaps(trail)
    assert outcome.cases.audits.tolist() == [[0, 1], [0, 2]]
    assert outcome.cases.observed.tolist() == [10.0, 20.0]
    assert outcome.cases.auditors.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [([], []), (["10:00"], ["10:10"]), ([NAT, NAT], ["10:00", "10:00"])],
    ids=["nothing", "one", "unknown starts"],
)
def test_overlaps_of_nothing_one_or_unknown_are_none(starts, ends):
    assert find_overlaps(trail_of(starts, ends)).cases.auditors.size == 0


def test_great_circle_kilometres_of_paris_and_lyon():
    # Paris 48.8566 N 2.3522 E, Lyon 45.7640 N 4.8357 E: 391.5 km on a sphere of 6371 km.
    places = Places(np.array([48.8566, 45.7640]), np.array([2.3522, 4.8357]))
    found = great_circle_kilometres(places, np.array([0]), np.array([1]))
    assert found[0] == pytest.approx(391.5, abs=0.1)


def test_impossible_travel_needs_more_than_120_kilometres_an_hour():
    # One degree of latitude is 111.2 km.
    trail = trail_of(
        ["08:00", "09:30", "10:00", "10:00"], ["08:30", "09:45", "10:15", "10:15"], [0, 0, 0, 1]
    )
    places = Places(np.array([45.0, 46.0, 46.5, 47.0]), np.full(4, 2.0))
    outcome = find_impossible_travel(trail, places)
    # 111 km in an hour is possible, 56 km in a quarter of an hour is not.
    assert outcome.cases.audits.tolist() == [[1, 2]]
    assert outcome.cases.observed[0] == pytest.approx(222.4, abs=0.1)
    assert outcome.tested == 2


def test_impossible_travel_leaves_out_neighbours_overlaps_and_remote_audits():
    trail = trail_of(["08:00", "08:30", "08:20", "09:00"], ["08:30", "08:40", "08:50", "09:10"])
    near = Places(np.array([45.0, 45.001, NAN, NAN]), np.array([2.0, 2.0, NAN, NAN]))
    assert find_impossible_travel(trail, near).cases.auditors.size == 0
    overlapping = Places(np.array([45.0, NAN, 46.0, NAN]), np.array([2.0, NAN, 2.0, NAN]))
    assert find_impossible_travel(trail, overlapping).cases.auditors.size == 0


def test_impossible_travel_without_any_time_is_infinitely_fast():
    trail = trail_of(["08:00", "08:30"], ["08:30", "08:40"])
    outcome = find_impossible_travel(trail, Places(np.array([45.0, 46.0]), np.full(2, 2.0)))
    assert outcome.cases.observed.tolist() == [np.inf]


def test_outside_windows_counts_the_minutes_of_the_nearest():
    trail = trail_of(
        ["08:50", "10:00", "11:55", "12:30", "10:00", NAT],
        ["09:10", "10:10", "12:05", NAT, "10:10", "10:00"],
    )
    opens = np.tile(moments("09:00", "14:00"), (6, 1))
    closes = np.tile(moments("12:00", "17:00"), (6, 1))
    opens[4] = closes[4] = np.datetime64("NaT")
    outcome = find_outside_windows(trail, Windows(opens, closes), Rule.OUTSIDE_OPENING_HOURS)
    assert outcome.rule is Rule.OUTSIDE_OPENING_HOURS
    assert outcome.cases.audits.ravel().tolist() == [0, 2, 3]
    assert outcome.cases.observed.tolist() == [10.0, 5.0, 30.0]
    assert outcome.tested == 4


def test_outside_windows_flags_a_day_of_closure():
    trail = trail_of(["10:00"], ["10:10"])
    closed = moments("00:00")[:, None]
    outcome = find_outside_windows(trail, Windows(closed, closed), Rule.OUTSIDE_SLOT)
    assert outcome.cases.observed.tolist() == [610.0]
