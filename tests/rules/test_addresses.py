import pytest

from headway.rules.addresses import LONGEST, local, same, words_of


@pytest.mark.parametrize(
    ("given", "usual"),
    [
        ("/explore", "/explore"),
        ("/explore?q=owner:me due:<7d", "/explore?q=owner%3Ame+due%3A%3C7d"),
        ("/explore?q=owner%3Ame&sort=-due", "/explore?q=owner%3Ame&sort=-due"),
        ("/explore?q=", "/explore?q="),
        ("/board?team=PAY&kind=task", "/board?team=PAY&kind=task"),
        ("/teams/PAY", "/teams/PAY"),
        ("/explore?peek=PAY-1&q=a", "/explore?q=a"),
        ("/explore?q=Gr%C3%B6%C3%9Fe", "/explore?q=Gr%C3%B6%C3%9Fe"),
    ],
)
def test_addresses_of_ours_are_kept_in_one_spelling(given: str, usual: str) -> None:
    assert local(given) == usual
    assert local(usual) == usual


@pytest.mark.parametrize(
    "given",
    [
        *("", "explore", "//evil.example", "//evil.example/explore", "https://evil.example/explore", "/\\evil.example"),
        *(
            "javascript:alert(1)",
            "/javascript:alert(1)",
            "/explore#top",
            "/explore?q=a#b",
            "/explore/../act/item.delete",
        ),
        *(
            "/explore\n",
            "/explore?q=\x00",
            "/explore?q=%00",
            "/ex plore",
            "/%2Fevil",
            "/explore//x",
            "/sign-out",
            "/api/v1/items",
        ),
        *("/act/item.delete?key=T-1", "/static/x.js", "/", "?q=a", "/explore?q=%ff", "/explore?" + "q=a&" * 60),
        "/explore?q=" + "a" * LONGEST,
    ],
)
def test_whatever_leads_elsewhere_or_acts_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        local(given)


def test_what_is_the_same_view() -> None:
    assert same("/explore?q=a&sort=due", "/explore?sort=due&q=a&cursor=abc&limit=100")
    assert same("/board?team=&q=", "/board?q=")
    assert not same("/explore", "/explore?q=")
    assert not same("/explore?q=a", "/board?q=a")
    assert not same("/explore?q=a", "/explore?q=b")


def test_an_address_in_words() -> None:
    assert words_of("/explore?q=owner%3Ame+due%3A%3C7d") == "/explore?q=owner:me due:<7d"
