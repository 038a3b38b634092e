from __future__ import annotations

import hashlib
import re

import pytest

from kg.errors import InputError
from kg.store.store_credentials import Credentials, DigestAnswers

SECRET = {"IMR_ENDPOINT_USER": "ann", "IMR_ENDPOINT_PASSWORD": "s3cret"}


def test_the_environment_tells_them() -> None:
    assert not Credentials.from_environment({}).given
    assert Credentials.from_environment({}).header() is None
    assert Credentials.from_environment({"IMR_ENDPOINT_TOKEN": "abc"}).header() == "Bearer abc"
    assert Credentials.from_environment(SECRET).header() == "Basic YW5uOnMzY3JldA=="


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"IMR_ENDPOINT_USER": "ann"}, "IMR_ENDPOINT_PASSWORD is not set"),
        ({"IMR_ENDPOINT_PASSWORD": "s3cret"}, "IMR_ENDPOINT_USER is not set"),
        (SECRET | {"IMR_ENDPOINT_TOKEN": "abc"}, "both set"),
        ({"IMR_ENDPOINT_TOKEN": "a\nX-Evil: 1"}, "can't be sent"),
        ({"IMR_ENDPOINT_TOKEN": "tökén"}, "can't be sent"),
        (SECRET | {"IMR_ENDPOINT_USER": "a:b"}, "can't be sent"),
        (SECRET | {"IMR_ENDPOINT_PASSWORD": "s3cret\r\n"}, "can't be sent"),
    ],
)
def test_what_can_not_be_used_is_told_without_its_value(environment: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        Credentials.from_environment(environment)
    assert "s3cret" not in str(told.value)
    assert "Evil" not in str(told.value)


def test_no_secret_is_shown() -> None:
    credentials = Credentials.from_environment(SECRET)
    assert repr(credentials) == "Credentials()"
    assert credentials.scrubbed("no s3cret, no YW5uOnMzY3JldA==") == "no ***, no ***"


def test_a_digest_is_that_of_the_standard() -> None:
    """The example of https://www.rfc-editor.org/rfc/rfc7616#section-3.9.1, with our own cnonce."""
    challenge = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={}, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    mufasa = Credentials("Mufasa", "Circle of Life")
    answers = DigestAnswers.to(mufasa, [challenge.format("MD5"), challenge.format("SHA-256")])
    assert answers is not None
    told = answers.answer("GET", "/dir/index.html")
    assert "algorithm=SHA-256" in told
    cnonce = re.findall('cnonce="(.*?)"', told)[0]

    def h(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    assert h("Mufasa:http-auth@example.org:Circle of Life").startswith(
        "7987c64c30e25f1b74be53f966b49b90f2808aa92faf9a00"
    )
    wanted = h(
        f"{h('Mufasa:http-auth@example.org:Circle of Life')}:7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:"
        f"{cnonce}:auth:{h('GET:/dir/index.html')}"
    )
    assert f'response="{wanted}"' in told
    assert "nc=00000002" in answers.answer("GET", "/dir/index.html")


@pytest.mark.parametrize(
    "header",
    ["Basic realm=x", 'Digest realm="x", algorithm=SHA-512-256', 'Digest realm="x", qop="auth-int"', "", "Digest"],
)
def test_a_challenge_that_can_not_be_answered_is_none(header: str) -> None:
    answers = DigestAnswers.to(Credentials("a", "b"), [header])
    assert answers is None or header == "Digest"
