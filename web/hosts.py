"""Under which names this site answers, and the address it gives for itself.

Whoever sends a request chooses its Host header (https://www.rfc-editor.org/rfc/rfc9110#section-7.2), so a site that
writes it into its answers can be made to hand out addresses of somebody else's, to a shared cache too. So only known
names are answered, and absolute addresses are made of the public URL where the operator has given one.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from kg.errors import InputError

__all__ = ["known_hosts", "public_root", "serves"]

_OWN = ("localhost", "127.0.0.1", "[::1]")
_ANY_ADDRESS = frozenset({"", "0.0.0.0", "::", "[::]", "*"})  # noqa: S104 - compared with, not listened on


def public_root(url: str) -> str:
    """The public URL of a site without a slash at its end.

    Raises `InputError` unless it is ``http(s)://NAME[:PORT]``.
    """
    parts = urlsplit(url)
    try:
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment:
        raise InputError(f"--public-url {url}: give scheme and name only, such as https://imr.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def known_hosts(listening: str, public_url: str | None) -> frozenset[str]:
    """Names (without ports) under which a site on the address `listening` answers.

    A site that listens on every address of the machine answers under the machine's name and any numeric address ("*").
    """
    named = {*_OWN, listening.lower()}
    if public_url:
        named.add(_name(urlsplit(public_url).netloc))
    if listening in _ANY_ADDRESS:
        named |= {socket.gethostname().lower(), socket.getfqdn().lower(), "*"}
    return frozenset(name for name in named if name)


def serves(host: str, known: frozenset[str] | None) -> bool:
    """Whether a request for `host`, with its port or without, is for this site; ``None`` knows no names: any is."""
    if known is None:
        return True
    name = _name(host)
    return name in known or ("*" in known and _is_address(name))


def _name(host: str) -> str:
    """`host` in small letters without its port: "[::1]:8000" is "[::1]"."""
    host = host.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
