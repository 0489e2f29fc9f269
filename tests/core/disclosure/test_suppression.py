from barometer.core.disclosure.leaks import Leak, LeakKind
from barometer.core.disclosure.registry import Audience
from barometer.core.disclosure.rules import Reason
from barometer.core.disclosure.suppression import suppress


def leak(body, *codes, kind=LeakKind.EXACT):
    releases = tuple((code, 1.0) for code in codes)
    return Leak(kind, "score", "2026", body, (), Audience.PUBLIC, releases, None, None)


def finder(*leaks):
    def find(withheld, *, is_first_enough=False):
        left = tuple(item for item in leaks if not withheld & set(item.release_codes))
        return left[:1] if is_first_enough else left

    return find


def test_nothing_is_withheld_when_nothing_leaks():
    found = suppress(finder(), {"a": 1.0})
    assert (found.withheld, found.would_leak, found.left) == ({}, (), ())


def test_the_less_useful_release_of_a_leak_is_withheld():
    found = suppress(finder(leak("x", "a", "b")), {"a": 5.0, "b": 1.0})
    assert found.withheld == {"b": Reason.LEAKS_EXACTLY}
    assert len(found.would_leak) == 1


def test_the_release_that_stops_most_leaks_is_withheld():
    find = finder(leak("x", "a", "b"), leak("y", "b", "c"), leak("z", "b", "d"))
    assert set(suppress(find, dict.fromkeys("abcd", 1.0)).withheld) == {"b"}


def test_ties_go_to_the_first_code():
    find = finder(leak("x", "b", "a", kind=LeakKind.INTERVAL))
    assert suppress(find, {"b": 1.0, "a": 1.0}).withheld == {"a": Reason.LEAKS_WITHIN_MARGIN}


def test_a_release_withheld_for_nothing_is_given_back():
    # b stops two leaks, then a and c are needed all the same: b comes back.
    leaks = (leak("x", "a", "b"), leak("y", "b", "c"))
    more = (leak("x", "a"), leak("y", "c"))

    def find(withheld, *, is_first_enough=False):
        first = finder(*leaks)(withheld)
        return first if first else finder(*more)(withheld)

    assert set(suppress(find, dict.fromkeys("abc", 1.0)).withheld) == {"a", "c"}


def test_leak_through_what_is_out_already_is_left():
    found = suppress(finder(leak("x", "old"), leak("y", "old", "new")), {"new": 1.0})
    assert set(found.withheld) == {"new"}
    assert [item.body for item in found.left] == ["x"]
