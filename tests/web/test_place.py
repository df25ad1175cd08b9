"""Who has a network has all its addresses: limits count the network."""

from ipaddress import IPv6Address

from hypothesis import given
from hypothesis import strategies as st

from dialoog.web.place import place_of


def test_an_ipv4_address_is_a_place_also_when_written_as_ipv6() -> None:
    assert place_of("192.0.2.7") == place_of("::ffff:192.0.2.7") == "192.0.2.7"


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_all_addresses_of_one_ipv6_network_are_one_place(one: int, other: int) -> None:
    network = int(IPv6Address("2001:db8:1:1::"))
    assert {place_of(str(IPv6Address(network + n))) for n in (one, other)} == {"2001:db8:1:1::/64"}
    assert place_of("2001:db8:1:2::1") != place_of("2001:db8:1:1::1")


def test_what_is_no_address_stays_what_it_is() -> None:
    assert place_of("") == ""
    assert place_of("unix") == "unix"
