import re

from hypothesis import given
from hypothesis import strategies as st

from barometer.documents.page_names import name_pages


def test_plain_codes_name_their_pages():
    assert name_pages(("S001", "ville_2-b")) == ("S001.html", "ville_2-b.html")


def test_codes_that_differ_by_case_only_get_different_names():
    names = name_pages(("abc", "ABC"))
    assert len({name.casefold() for name in names}) == 2


def test_reserved_and_escaping_codes_are_disarmed():
    for name in name_pages(("con", "../../etc/passwd", "<script>", "", ".", "é" * 300)):
        assert re.fullmatch(r"([A-Za-z0-9]+(-[A-Za-z0-9]+)*-)?[0-9a-f]{8}\.html", name)
        assert len(name) < 60


@given(st.lists(st.text(max_size=12), unique=True, max_size=8))
def test_names_are_safe_and_different(codes):
    names = name_pages(codes)
    assert len({name.casefold() for name in names}) == len(codes)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+\.html", name) for name in names)
