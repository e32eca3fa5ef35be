#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
The frames that fuzz/frames starts from, as a pcap file on stdout: every kind
of header that something in the receive or transmit path may look at; with the
argument bfd, those that are for sessions and no others. The same at each run.
A parser that is new gets a line in SEEDS, or in SESSIONS.

Those to 192.0.2.1, 2001:db8::1 and DST are for the circuit that is fuzzed;
frames puts its real address in place of DST.
"""

import struct
import sys

from scapy.all import (ARP, Dot1AD, Dot1Q, Dot3, Ether, GRE, ICMP, ICMPv6EchoRequest,
                       ICMPv6MLQuery, ICMPv6MLReport2, ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6ND_RA,
                       ICMPv6ND_Redirect, ICMPv6PacketTooBig, IP, IPOption_RR, IPv6,
                       IPv6ExtHdrDestOpt, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop,
                       IPv6ExtHdrRouting, LLC, PPPoE, PPPoED, PPP, Raw, SCTP,
                       SCTPChunkInit, SNAP, STP, TCP, UDP, VXLAN)
from scapy.contrib.bfd import BFD
from scapy.contrib.igmp import IGMP
from scapy.contrib.lldp import (LLDPDU, LLDPDUChassisID, LLDPDUEndOfLLDPDU, LLDPDUPortID,
                                LLDPDUTimeToLive)
from scapy.contrib.mac_control import MACControlPause
from scapy.contrib.mpls import MPLS

DST, SRC = '02:00:00:00:00:01', '02:00:00:00:00:02'
ETH = Ether(dst=DST, src=SRC)
ALL = Ether(dst='ff:ff:ff:ff:ff:ff', src=SRC)
IP4 = IP(src='192.0.2.2', dst='192.0.2.1')
IP6 = IPv6(src='2001:db8::2', dst='2001:db8::1')
MICRO = '01:00:5e:90:00:01'
# What a session says first, and that with a keyed SHA1 digest, of whatever.
FIRST = BFD(sta='Down', your_discriminator=0)
SIGNED = Raw(struct.pack('>BBBBIIIIIBBBBI20s', 0x20, 0x44, 3, 52, 1, 0, 10 ** 6, 10 ** 6, 0, 4, 28, 1, 0, 7, b'digest'))


def body(size):
    return Raw(bytes(i & 0xff for i in range(size)))


def multicast(address):
    return Ether(dst=address, src=SRC)


SEEDS = [
    # Runts and jumbos, of no protocol at all and of 802.3.
    Ether(dst=DST, src=SRC, type=0x88b5),
    Ether(dst=DST, src=SRC, type=0x88b5) / body(46),
    Ether(dst=DST, src=SRC, type=0x88b5) / body(8900),
    Dot3(dst=DST, src=SRC) / LLC(dsap=0xaa, ssap=0xaa, ctrl=3) / SNAP(code=0x800) / IP4 / UDP() / body(20),
    Dot3(dst=DST, src=SRC) / LLC(dsap=0xe0, ssap=0xe0, ctrl=3) / body(40),

    # What a port keeps for itself.
    Dot3(dst='01:80:c2:00:00:00', src=SRC) / LLC(dsap=0x42, ssap=0x42, ctrl=3) / STP(),
    multicast('01:80:c2:00:00:01') / MACControlPause(pause_time=0xffff),
    Ether(dst='01:80:c2:00:00:02', src=SRC, type=0x8809) / body(110),
    multicast('01:80:c2:00:00:0e') / LLDPDU() /
    LLDPDUChassisID(subtype=4, id=SRC) / LLDPDUPortID(subtype=3, id=SRC) /
    LLDPDUTimeToLive(ttl=20) / LLDPDUEndOfLLDPDU(),
    Dot3(dst='01:00:0c:cc:cc:cd', src=SRC) / body(60),

    # Tags: priority, one, two, three, of either kind, with nothing behind them.
    ETH / Dot1Q(vlan=0, prio=5) / IP4 / UDP(dport=9) / body(20),
    ETH / Dot1Q(vlan=100) / IP4 / UDP(dport=9) / body(20),
    ETH / Dot1AD(vlan=100) / IP4 / UDP(dport=9) / body(20),
    ETH / Dot1AD(vlan=100) / Dot1Q(vlan=7) / IP6 / UDP(dport=9) / body(20),
    ETH / Dot1Q(vlan=100) / Dot1Q(vlan=100) / IP4 / TCP(dport=9) / body(20),
    ETH / Dot1AD(vlan=0) / Dot1AD(vlan=100) / IP4 / ICMP() / body(20),
    ETH / Dot1AD(vlan=100) / Dot1AD(vlan=7) / Dot1Q(vlan=8) / IP4 / ICMP() / body(20),
    ETH / Dot1AD(vlan=4095, prio=7, id=1) / ARP(pdst='192.0.2.1', psrc='192.0.2.2'),
    Ether(dst=DST, src=SRC, type=0x8100),
    Ether(dst=DST, src=SRC, type=0x88a8) / Raw(b'\0\x64'),
    Ether(dst=DST, src=SRC, type=0x9100) / Dot1Q(vlan=100) / body(46),

    ALL / ARP(pdst='192.0.2.1', psrc='192.0.2.2', hwsrc=SRC),
    ETH / ARP(op=2, pdst='192.0.2.1', psrc='192.0.2.2', hwsrc=SRC),

    # IPv4: options, fragments, what is on it.
    ETH / IP4 / ICMP() / body(56),
    ETH / IP4 / ICMP(type=3, code=4, nexthopmtu=576) / IP(src='192.0.2.1', dst='192.0.2.2') / UDP(),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', options=[IPOption_RR()] * 3) / ICMP() / body(8),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', options=[IPOption_RR(length=39)]) / UDP(dport=9),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', flags='MF', id=7) / UDP(dport=9) / body(1400),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', frag=176, id=7, proto=17) / body(400),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', flags='MF', frag=8100, proto=6) / body(1400),
    ETH / IP4 / UDP(dport=9) / body(18),
    ETH / IP4 / UDP(dport=9) / body(1400),
    ETH / IP4 / UDP(dport=9) / body(8900),
    ETH / IP4 / TCP(dport=9, flags='S', options=[('MSS', 1460), ('SAckOK', b''), ('Timestamp', (1, 0)),
                                                 ('NOP', None), ('WScale', 7)]),
    ETH / IP4 / TCP(dport=9, flags='PA', seq=1, ack=1) / body(1400),
    ETH / IP4 / TCP(dport=9, flags='A', seq=1401, ack=1) / body(8900),
    ETH / IP4 / SCTP(dport=9) / SCTPChunkInit(),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', proto=50) / body(100),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', proto=4) / IP4 / TCP(dport=9) / body(40),
    ETH / IP4 / GRE() / IP4 / TCP(dport=9) / body(40),
    ETH / IP4 / GRE(proto=0x6558, key_present=1, seqnum_present=1) / Ether(dst=DST, src=SRC) / IP4 / ICMP(),
    ETH / IP4 / UDP(dport=4789) / VXLAN(vni=7) / Ether(dst=DST, src=SRC) / IP4 / TCP() / body(40),
    multicast('01:00:5e:00:00:01') / IP(src='192.0.2.2', dst='224.0.0.1', ttl=1) / IGMP(type=0x11),
    multicast('01:00:5e:00:00:fb') / IP(src='192.0.2.2', dst='224.0.0.251') / UDP(dport=5353) / body(40),

    # IPv6: extension headers, and what neighbours say.
    ETH / IP6 / ICMPv6EchoRequest() / body(56),
    ETH / IP6 / UDP(dport=9) / body(1400),
    ETH / IP6 / TCP(dport=9, flags='PA') / body(1400),
    ETH / IP6 / TCP(dport=9, flags='A') / body(8900),
    ETH / IP6 / IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt() / UDP(dport=9) / body(20),
    ETH / IP6 / IPv6ExtHdrRouting(addresses=['2001:db8::3']) / TCP(dport=9),
    ETH / IP6 / IPv6ExtHdrFragment(m=1, id=7) / UDP(dport=9) / body(1392),
    ETH / IP6 / IPv6ExtHdrFragment(offset=175, id=7) / body(400),
    ETH / IP6 / ICMPv6PacketTooBig(mtu=1280) / IPv6(src='2001:db8::1', dst='2001:db8::2') / UDP(),
    multicast('33:33:ff:00:00:01') / IPv6(src='2001:db8::2', dst='ff02::1:ff00:1') /
    ICMPv6ND_NS(tgt='2001:db8::1'),
    ETH / IP6 / ICMPv6ND_NA(tgt='2001:db8::2'),
    ETH / IPv6(src='fe80::2', dst='2001:db8::1') / ICMPv6ND_Redirect(tgt='fe80::3', dst='2001:db8::4'),
    multicast('33:33:00:00:00:01') / IPv6(src='fe80::2', dst='ff02::1') / ICMPv6ND_RA(),
    multicast('33:33:00:00:00:01') / IPv6(src='fe80::2', dst='ff02::1', hlim=1) /
    IPv6ExtHdrHopByHop() / ICMPv6MLQuery(),
    multicast('33:33:00:00:00:16') / IPv6(src='fe80::2', dst='ff02::16', hlim=1) / ICMPv6MLReport2(),

    # Other things under an ethertype.
    ETH / MPLS(label=16, s=0, ttl=64) / MPLS(label=17, s=1, ttl=64) / IP4 / UDP(dport=9) / body(20),
    ETH / MPLS(label=16, s=1, ttl=64) / IP6 / TCP(dport=9) / body(20),
    ETH / PPPoED() / body(20),
    ETH / PPPoE(sessionid=7) / PPP() / IP4 / UDP(dport=9) / body(20),
]

SESSIONS = [
    # BFD: single hop, of members, Echo; for a session that exists, that may, and authenticated.
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=3784) / BFD(),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=3784) / FIRST,
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=3784) / SIGNED,
    ETH / IP(src='192.0.2.1', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=3785) / body(32),
    ETH / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=6784) / BFD(),
    ETH / IPv6(src='2001:db8::2', dst='2001:db8::1', hlim=255) / UDP(sport=49152, dport=3784) / BFD(),
    multicast(MICRO) / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=6784) / FIRST,
    multicast(MICRO) / IP(src='192.0.2.2', dst='192.0.2.1', ttl=255) / UDP(sport=49152, dport=6784) / SIGNED,
    multicast(MICRO) / IPv6(src='fe80::2', dst='ff02::1', hlim=255) / UDP(sport=49152, dport=6784) / FIRST,
    multicast(MICRO) / IPv6(src='fe80::2', dst='ff02::1', hlim=255) / UDP(sport=49152, dport=6784) / SIGNED,
]

sys.stdout.buffer.write(struct.pack('=IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
for seed in SESSIONS if sys.argv[1:] == ['bfd'] else SEEDS + SESSIONS:
    frame = bytes(seed)
    sys.stdout.buffer.write(struct.pack('=IIII', 0, 0, len(frame), len(frame)) + frame)
