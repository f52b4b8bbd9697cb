from typing import Any

from headway.commands.items import CreateItem
from headway.web.explore.filters import chips, words


def test_a_chip_puts_its_word_in_and_takes_it_out() -> None:
    kinds, states = chips('state:open label:"two words"')
    issues = next(chip for chip in kinds if chip.kind == "issue")
    assert not issues.on
    assert issues.href == "/explore?q=state%3Aopen+label%3A%22two+words%22+kind%3Aissue"
    still_open = next(chip for chip in states if chip.label == "Open")
    assert still_open.on
    assert still_open.href == "/explore?q=label%3A%22two+words%22"


def test_kinds_and_states_take_each_others_place() -> None:
    kinds, states = chips("kind:task state:open refund")
    assert next(c for c in kinds if c.kind == "goal").href == "/explore?q=state%3Aopen+refund+kind%3Agoal"
    assert next(c for c in states if c.label == "Closed").href == "/explore?q=kind%3Atask+refund+state%3Aclosed"


def test_quoted_words_stay_whole() -> None:
    assert words('a label:"b c" d') == ["a", 'label:"b c"', "d"]


def test_the_order_by_hand_is_offered_to_those_who_may_change_it(world: Any, visit: Any, work: Any) -> None:
    first, second = (world.do(CreateItem(kind="task", title=title))["key"] for title in ("First", "Second"))
    assert "data-drag" not in _rows(visit("owner"), "/explore?q=kind:task")
    for address in ("/explore?q=kind:task&sort=rank", "/explore?q=kind:task sort:rank"):
        assert f'data-drag data-item="{first}"' in _rows(visit("owner"), address)
    assert "data-drag" not in _rows(visit("guest"), "/explore?q=kind:task&sort=rank")
    done = visit("owner").post("/act/item.rank_many", {"keys": f"{second},{work['task']}", "before": first})
    assert done.status_code == 302
    shown = _rows(visit("owner"), "/explore?q=kind:task&sort=rank")
    places = [shown.index(f"row-{key}") for key in (second, work["task"], first)]
    assert places == sorted(places)
    refused = visit("owner").post("/act/item.rank_many", {"keys": f"{second},{first}", "before": first})
    assert refused.status_code == 422
    assert "beside itself" in refused.content.decode()


def _rows(client: Any, address: str) -> str:
    return str(client.get(address).content.decode().partition("<tbody")[2])
