"""What a person sees and clicks, with JavaScript and without."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/page/case/CM99-0000001",
    "/page/section/cpmtg09-opioids",
    "/page/drug/oxycodone",
    "/page/drug-class/opioids",
    "/curation",
    "/ontology",
    "/page/case/CM99-0000001/2017-03-02/reviewer",
    "/page/outcome/upheld",
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%2020",
    "/queries/drug_sections?run=1&this=https://w3id.org/imr-kg/id/drug/oxycodone",
    "/.well-known/void",
]


def background(page: Page, anchor: str) -> str:
    return page.locator(f"#{anchor}").evaluate("element => getComputedStyle(element).backgroundColor")


def contrast(page: Page, selector: str) -> float:
    """WCAG contrast of the text of the first such element against the nearest painted ground."""
    return page.locator(selector).first.evaluate(
        """element => {
            const rgb = color => color.match(/[\\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
            let ground = element, paint = [0, 0, 0, 0];
            while (ground && (paint = rgb(getComputedStyle(ground).backgroundColor))[3] === 0) {
                ground = ground.parentElement;
            }
            const pair = [light(rgb(getComputedStyle(element).color)), light(paint)].sort((a, b) => b - a);
            return (pair[0] + 0.05) / (pair[1] + 0.05);
        }"""
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_without_a_complaint(tab: Tab, path: str) -> None:
    expect(tab.open(path).locator("h1")).to_have_count(1)


def test_from_the_first_page_to_a_case(tab: Tab) -> None:
    page = tab.open("/")
    page.get_by_label("Case number, drug, treatment or guideline section").fill("cm99-0000001")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CM99-0000001")


def test_a_click_on_a_fact_lights_its_words_and_keeps_the_fact_in_sight(tab: Tab) -> None:
    page = tab.open("/page/case/CM99-0000001")
    finding = page.locator("#decision-1 a.src[href='#t968-991']").first
    finding.scroll_into_view_if_needed()
    finding.click()
    expect(page).to_have_url(re.compile(r"#t968-991$"))
    words = page.locator("#t968-991")
    expect(words).to_have_text("not medically necessary")
    expect(words).to_be_in_viewport()
    expect(finding).to_be_in_viewport()


def test_only_the_chosen_words_are_lit(tab: Tab) -> None:
    page = tab.open("/page/case/CM99-0000001#t336-347")
    expect(page.locator("mark:target")).to_have_count(1)
    expect(page.locator("mark:target")).to_have_text("52 year old")


def test_a_named_query_from_its_form_to_its_rows(tab: Tab) -> None:
    page = tab.open("/queries/drug_sections")
    page.get_by_label("A drug").fill("https://w3id.org/imr-kg/id/drug/oxycodone")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("link", name="Opioids")).to_be_visible()
    page.get_by_role("link", name="edit this query").click()
    expect(page.get_by_label("Query")).to_have_value(re.compile("reviewerCites"))


def test_a_name_of_two_sections_is_asked_about_and_a_choice_is_followed(tab: Tab) -> None:
    page = tab.open("/queries/decisions-like-mine?section=Opioids&run=1")
    expect(page.get_by_text("can mean 2 concepts; which is meant?")).to_be_visible()
    assert ["400 (BAD REQUEST)" in trouble for trouble in tab.troubles] == [True]
    tab.troubles.clear()
    expect(page.locator(".choices li")).to_contain_text(["2 decisions", "0 decisions"])
    page.locator(".choices").get_by_role("link", name="Opioids", exact=True).click()
    expect(page.get_by_text("section: Opioids (id/section/cpmtg09-opioids)")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_decision_that_contradicts_its_rationale_is_marked_where_it_is_listed(tab: Tab) -> None:
    page = tab.open("/page/drug/oxycodone")
    marked = page.locator("#decisions tbody tr", has=page.locator("strong.against"))
    expect(marked).to_have_count(1)
    expect(marked.get_by_role("link", name="CM99-0000002")).to_be_visible()
    expect(page.locator("#decisions tbody tr")).to_have_count(2)


def test_the_editor_answers(tab: Tab) -> None:
    page = tab.open("/sparql")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("tbody tr")).to_have_count(5)


def test_the_keyboard_reaches_the_content_first(tab: Tab) -> None:
    page = tab.open("/page/drug/oxycodone")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_needs_no_sideways_scrolling(phone: Tab, path: str) -> None:
    page = phone.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_words_can_be_read_in_light_and_dark(phone: Tab) -> None:
    page = phone.open("/page/case/CM99-0000001")
    for selector in (
        "main a",
        ".said",
        ".soft, .note",
        ".facts dt",
        ".verdict.upheld strong",
        ".verdict.overturned strong",
    ):
        assert contrast(page, selector) >= 4.5, selector
    assert background(page, "t336-347") != "rgba(0, 0, 0, 0)"
