"""Who we are to a SPARQL store: basic, digest and bearer authentication, told by the environment and by nothing else.

A command line is read by every user of a machine and kept in a shell's history, so there is no option for a password.
Nothing here shows a secret: not `repr`, no message, no log. https://www.rfc-editor.org/rfc/rfc7617 (basic),
https://www.rfc-editor.org/rfc/rfc7616 (digest, as Virtuoso asks for), https://www.rfc-editor.org/rfc/rfc6750 (bearer).
"""

from __future__ import annotations

import hashlib
import os
import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from urllib.request import parse_http_list, parse_keqv_list

from kg.errors import InputError

__all__ = ["Credentials", "DigestAnswers"]

_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token; both empty for a store that asks for neither."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Credentials:
        """What ``IMR_ENDPOINT_USER`` with ``IMR_ENDPOINT_PASSWORD``, or ``IMR_ENDPOINT_TOKEN``, say.

        Raises `InputError` where both are given, a user has no password or the other way round, or a value can't be
        sent; the message names the variable and never its value.
        """
        user, password, token = (environment.get(f"IMR_ENDPOINT_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
        if token and (user or password):
            raise InputError("IMR_ENDPOINT_TOKEN and IMR_ENDPOINT_USER are both set; keep the one that the store takes")
        if bool(user) is not bool(password):
            missing = "IMR_ENDPOINT_PASSWORD" if user else "IMR_ENDPOINT_USER"
            raise InputError(f"{missing} is not set; a user and a password go together")
        if not token.isascii() or not (user + password + token).isprintable() or ":" in user:
            raise InputError("IMR_ENDPOINT_USER, _PASSWORD or _TOKEN holds a character that can't be sent; see to it")
        return cls(user, password, token)

    @property
    def given(self) -> bool:
        """Whether there is anything to show a store."""
        return bool(self.user or self.token)

    def header(self) -> str | None:
        """The Authorization header of a token, or of basic authentication."""
        if self.token:
            return f"Bearer {self.token}"
        if self.user:
            return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode()
        return None

    def scrubbed(self, text: str) -> str:
        """`text` without any secret of ours that it may repeat."""
        basic = (self.header() or "").removeprefix("Basic ").removeprefix("Bearer ")
        for secret in (self.password, self.token, basic):
            text = text.replace(secret, "***") if secret else text
        return text


class DigestAnswers:
    """Answers to one challenge of a server, one for each request that follows it."""

    def __init__(self, credentials: Credentials, challenge: Mapping[str, str]) -> None:
        self._credentials = credentials
        self._challenge = challenge
        self._counter = count(1)

    @classmethod
    def to(cls, credentials: Credentials, headers: Sequence[str]) -> DigestAnswers | None:
        """Answers to the strongest challenge of the WWW-Authenticate `headers` that can be answered."""
        found = [challenge for header in headers if (challenge := _challenge(header)) is not None]
        found.sort(key=lambda challenge: list(_HASHES).index(_algorithm(challenge)))
        return cls(credentials, found[-1]) if found and credentials.user else None

    def answer(self, method: str, target: str) -> str:
        """The Authorization header for `method` and `target`, the path with its query."""
        told, number, ours = self._challenge, f"{next(self._counter):08x}", secrets.token_hex(8)
        realm, nonce = told.get("realm", ""), told.get("nonce", "")
        who = self._hash(f"{self._credentials.user}:{realm}:{self._credentials.password}")
        what = self._hash(f"{method}:{target}")
        fields = {"username": self._credentials.user, "realm": realm, "nonce": nonce, "uri": target}
        if "qop" in told:
            fields["response"] = self._hash(f"{who}:{nonce}:{number}:{ours}:auth:{what}")
            fields["cnonce"] = ours
        else:
            fields["response"] = self._hash(f"{who}:{nonce}:{what}")
        if "opaque" in told:
            fields["opaque"] = told["opaque"]
        quoted = [f'{name}="{_quoted(value)}"' for name, value in fields.items()]
        bare = [f"algorithm={_algorithm(told)}", *([f"qop=auth, nc={number}"] if "qop" in told else [])]
        return "Digest " + ", ".join([*quoted, *bare])

    def _hash(self, text: str) -> str:
        return _HASHES[_algorithm(self._challenge)](text.encode()).hexdigest()


def _challenge(header: str) -> dict[str, str] | None:
    """The parameters of a digest challenge that can be answered."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    told = parse_keqv_list([each for each in parse_http_list(rest) if "=" in each])
    told = {name.lower(): value for name, value in told.items()}
    offered = [each.strip() for each in told.get("qop", "auth").split(",")]
    return told if _algorithm(told) in _HASHES and "auth" in offered else None


def _algorithm(challenge: Mapping[str, str]) -> str:
    return challenge.get("algorithm", "MD5").upper()


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
