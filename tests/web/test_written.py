"""What templates write once."""

from headway.web import written


class Macro:
    name = "card"

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def __call__(self, *shown: object) -> str:
        self.asked.append(shown)
        return "-".join(map(str, shown))


def test_what_rows_share_is_written_once_a_page() -> None:
    macro = Macro()
    once = written.Once(macro)
    assert [once["a"], once["a", 1], once["a"], once["a", 1]] == ["a", "a-1", "a", "a-1"]
    assert macro.asked == [("a",), ("a", 1)]


def test_a_part_is_kept_by_what_it_shows() -> None:
    kept, macro = written.Kept(), Macro()
    assert [kept(macro, "T-1", 1), kept(macro, "T-1", 2), kept(macro, "T-1", 1)] == ["T-1-1", "T-1-2", "T-1-1"]
    assert macro.asked == [("T-1", 1), ("T-1", 2)]


def test_what_is_asked_for_outlives_what_is_not(monkeypatch) -> None:
    monkeypatch.setattr(written, "MOST", 3)
    kept, macro = written.Kept(), Macro()
    for number in range(30):
        kept(macro, "asked for")
        kept(macro, number)
    assert macro.asked.count(("asked for",)) == 1
    assert len(kept._young) + len(kept._old) <= 6
    kept(macro, 0)
    assert macro.asked.count((0,)) == 2
