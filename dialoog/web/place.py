"""Where on the net a request comes from, as limits count it."""

from ipaddress import IPv6Address, ip_address

from flask import request


def place() -> str:
    """The address of the request, of IPv6 the network alone; this machine's own where it is not known."""
    return place_of(request.remote_addr or "127.0.0.1")


def place_of(address: str) -> str:
    """One IPv4 address, or the /64 an IPv6 address is in: whoever has one such network has all its addresses."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{IPv6Address(int(found) >> 64 << 64)}/64"
