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
