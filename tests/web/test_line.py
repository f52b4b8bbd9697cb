from headway.queries.item_page import LineStep
from headway.queries.rows import Ref
from headway.web.item.line import MOST, paths


def _step(below: str, above: str, via: str = "parent") -> LineStep:
    return LineStep(below, via, Ref(above, "task", above, "doing"))


def _keys(line: list[LineStep]) -> list[list[str]]:
    return [[step.item.key for step in way] for way in paths("T-1", line)]


def test_each_way_goes_to_its_end() -> None:
    line = [_step("T-1", "P-1"), _step("P-1", "G-1", "contributes-to"), _step("T-1", "G-2", "contributes-to")]
    assert _keys(line) == [["P-1", "G-1"], ["G-2"]]
    assert [step.via for step in paths("T-1", line)[0]] == ["part of", "contributes to"]


def test_a_ring_ends_and_a_thicket_is_cut() -> None:
    assert _keys([_step("T-1", "A-1"), _step("A-1", "B-1"), _step("B-1", "A-1")]) == [["A-1", "B-1"]]
    assert len(_keys([_step("T-1", f"G-{n}") for n in range(1, 20)])) == MOST
    assert _keys([]) == []
