"""A new release under the same addresses: what was answered from the old one is not answered again."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from kg.query import Release
from tests.web.conftest import SampleDoor
from web.app import create_app

PATHS = [
    "/page/drug/percocet",
    "/page/category/pharmaceuticals",
    "/page/case/CM99-0000001",
    "/data/drug/percocet.ttl",
    "/",
    "/queries/overturn-rate-by-category?format=csv",
    "/sparql?query=SELECT%20%3Fheading%20%7B%20%3Fdecision%20%3Chttps%3A%2F%2Fw3id.org%2Fimr-kg%2Fontology%23heading"
    "%3E%20%3Fheading%20%7D&format=csv",
    "/search?q=percocet",
    "/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22percocet%22%7D%7D",
]
WORDS = {"Percocet": "PERCOCET", "Pharmaceuticals": "PHARMACEUTICALS", "Acupuncture": "ACUPUNCTURE"}
"""What the next release writes in capitals: in labels, in titles, in the letters' text."""


class TwoReleases(SampleDoor):
    """A door behind which `publish` puts another release; as with a store's door, it shows after `refresh`."""

    coming: Release | None = None

    def __init__(self, old: str, new: str) -> None:
        super().__init__(old)
        self.stores = {"old": self.store, "new": SampleDoor(new).store}
        self.publish("old")
        self.refresh()

    def publish(self, name: str) -> None:
        self.coming = Release(name, "2026-02-03T04:05:06Z", {})

    def refresh(self) -> bool:
        if self.coming is None:
            return False
        self.release, self.coming = self.coming, None
        self.store = self.stores[self.release.id]
        return True


@pytest.fixture(scope="module")
def door(sample: str) -> TwoReleases:
    return TwoReleases(sample, renamed(sample))


@pytest.fixture(scope="module")
def client(door: TwoReleases) -> FlaskClient:
    return create_app(door).test_client()


@pytest.fixture(autouse=True)
def old_release(door: TwoReleases) -> None:
    door.publish("old")


def renamed(sample: str) -> str:
    for word, capitals in WORDS.items():
        sample = sample.replace(word, capitals)
    return sample


def said(answer: str) -> set[str]:
    return {word for word in [*WORDS, *WORDS.values()] if word in answer}


@pytest.mark.parametrize("path", PATHS)
def test_the_same_address_answers_from_the_new_release(path: str, door: TwoReleases, client: FlaskClient) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert said(first.text)
    assert said(first.text) <= set(WORDS)
    assert client.get(path).text == first.text
    door.publish("new")
    assert said(client.get(path).text) == {WORDS[word] for word in said(first.text)}


@pytest.mark.parametrize("path", PATHS)
def test_what_a_browser_kept_is_not_called_current_after_a_new_release(
    path: str, door: TwoReleases, client: FlaskClient
) -> None:
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    door.publish("new")
    answer = client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag
