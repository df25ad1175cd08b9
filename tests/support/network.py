"""Tests speak to this machine only: a name or address elsewhere is refused before a byte leaves."""

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class LeavesTheMachineError(AssertionError):
    """A test tried to reach another machine."""


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket.socket, "sendto", _guarded(socket.socket.sendto, last=True))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(original: Any, *, last: bool = False) -> Any:
    def guarded(this: socket.socket, *arguments: Any) -> Any:
        if this.family != socket.AF_UNIX:
            _check(arguments[-1 if last else 0][0])
        return original(this, *arguments)

    return guarded


def _guarded_lookup(original: Any) -> Any:
    def guarded(host: Any, *arguments: Any, **named: Any) -> Any:
        _check(host)
        return original(host, *arguments, **named)

    return guarded


def _check(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        local = ipaddress.ip_address(name).is_loopback or ipaddress.ip_address(name).is_unspecified
    except ValueError:
        local = False
    if not local:
        raise LeavesTheMachineError(f"a test may only reach this machine, not {name}")
