import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.one_database


def test_the_browser_runs_scripts_and_styles(page: Page) -> None:
    script = "document.querySelector('p').textContent = 'On'"
    page.set_content(f"<style>p {{ inline-size: 40px }}</style><p>Off</p><script>{script}</script>")
    assert page.locator("p").text_content() == "On"
    assert page.locator("p").bounding_box()["width"] == 40
