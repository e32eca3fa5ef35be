#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""
A BFD peer that is made of single packets, some of them wrong, for
bfd_malformed_test.sh: at the far end of each circuit it has the session come
up, and then sends what no peer may send, each thing three times.

usage: bfd_malformed.py CLIENT NETNS CIRCUIT,PORT,MAC...

CLIENT is vcirc-client, NETNS where the circuits are, PORT leads there from
here, MAC is the address of the port at the other end. A line for each thing:
what it is, what is to be counted, what was, between tabs.
"""

import ctypes
import hashlib
import os
import socket
import struct
import subprocess
import sys
import time

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment
from scapy.layers.l2 import Ether
from scapy.packet import Raw

SLOW = int(os.environ.get('VCIRC_SLOW', '1'))
TIMES = 3
ADMIN_DOWN, DOWN, INIT, UP = range(4)
POLL, FINAL, AUTH, MULTIPOINT = 0x20, 0x10, 0x04, 0x01
MICRO = '01:00:5e:90:00:01'
MY_DISCR = 0x7e570001
# It says 1 s; of so many that have to be missed none is in a hurry.
MULT = 100
KEY_ID, KEY = 1, b'vcirc-secret'
AUTH_TYPES = ['none', 'simple', 'keyed-md5', 'meticulous-keyed-md5', 'keyed-sha1',
              'meticulous-keyed-sha1']


class Peer:
    def __init__(self, client, netns, name, port, mac):
        self.get = [client, '-n', netns, 'get', name]
        self.port = port
        self.mac = mac
        with open(f'/sys/class/net/{port}/address', encoding='ascii') as f:
            self.own_mac = f.read().strip()
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.bind((port, 0))
        # The last one, and the last that was taken.
        self.sequence = self.taken = 1000
        bfd = self.look()
        self.discr = int(bfd['discr'])
        self.auth = AUTH_TYPES.index(bfd['auth'])
        self.micro = bfd['encap'] == 'micro'
        if bfd['peer'] != 'null':
            self.source, self.dest = bfd['peer'], bfd['local']
        else:
            self.source, self.dest = 'fe80::2', 'ff02::1'
        self.v6 = ':' in self.source
        self.what = f'{bfd["encap"]}, {"IPv6" if self.v6 else "IPv4"}, {bfd["auth"]}'

    def look(self):
        text = subprocess.run(self.get, check=True, capture_output=True, text=True).stdout
        values = dict(line.split('=', 1) for line in text.splitlines() if '=' in line)
        start = 'paths.0.bfd.'
        return {k[len(start):]: v for k, v in values.items() if k.startswith(start)}

    # ---- Packets ----------------------------------------------------------

    def bfd(self, state=UP, version=1, diag=0, flags=0, mult=MULT, length=None, my=MY_DISCR,
            your=None, sign=None):
        """A control packet, its authentication section if there is one as told by sign."""
        auth = b''
        if sign is None:
            sign = {}
        if self.auth and sign is not False:
            flags |= AUTH
            auth = self.section(**sign)
        if your is None:
            your = self.discr
        if length is None:
            length = 24 + len(auth)
        data = struct.pack('>BBBBIIIII', version << 5 | diag, state << 6 | flags, mult, length,
                           my, your, 1000000, 1000000, 0) + auth
        return self.digest(data, **sign) if auth else data

    def section(self, kind=None, auth_len=None, key_id=KEY_ID, key=KEY, sequence=None, **_):
        kind = self.auth if kind is None else kind
        if kind == 1:
            body = bytes([key_id]) + key
        else:
            if sequence is None:
                # The same for all that are alike: only a meticulous peer counts each.
                self.sequence += 1
                sequence = self.sequence
            size = 16 if kind < 4 else 20
            body = struct.pack('>BBI', key_id, 0, sequence & 0xffffffff) + key.ljust(size, b'\0')
        return bytes([kind, 2 + len(body) if auth_len is None else auth_len]) + body

    def digest(self, data, kind=None, flip=False, **_):
        kind = self.auth if kind is None else kind
        if kind > 1:
            algorithm = hashlib.md5 if kind < 4 else hashlib.sha1
            data = data[:32] + algorithm(data).digest()
        if flip:
            data = data[:-1] + bytes([data[-1] ^ 1])
        return data

    def frame(self, payload, ttl=255, source=None, dest=None, sport=49999, udp=None, ip=None,
              fragment=None, raw=None, cut=0):
        """A frame around it; udp and ip are fields to be wrong."""
        dport = 6784 if self.micro else 3784
        source, dest = source or self.source, dest or self.dest
        packet = UDP(sport=sport, dport=dport, **(udp or {})) / Raw(payload)
        if self.v6:
            header = IPv6(src=source, dst=dest, hlim=ttl, **(ip or {}))
            if fragment is not None:
                offset, more = fragment
                header /= IPv6ExtHdrFragment(offset=offset, m=more, id=7)
        else:
            header = IP(src=source, dst=dest, ttl=ttl, **(ip or {}))
            if fragment is not None:
                header.frag, header.flags, header.id = fragment[0], 'MF' if fragment[1] else 0, 7
        data = bytes(Ether(src=self.own_mac, dst=MICRO if self.micro else self.mac) / header / packet)
        if raw:
            data = raw(bytearray(data))
        return data[:len(data) - cut]

    def send(self, data):
        self.socket.send(data)

    # ---- What comes of it -------------------------------------------------------

    @staticmethod
    def counts(bfd):
        counts = {k[len('drops.'):]: int(v) for k, v in bfd.items() if k.startswith('drops.')}
        counts['taken'] = int(bfd['rx_packets'])
        return counts

    @staticmethod
    def condition(bfd):
        return ' '.join(bfd[k] for k in ('state', 'remote_state', 'discr', 'remote_discr', 'flaps'))

    def come_up(self):
        """As a peer that starts would."""
        self.send(self.frame(self.bfd(state=DOWN, your=0)))
        self.send(self.frame(self.bfd(state=INIT)))
        self.send(self.frame(self.bfd(state=UP, flags=FINAL)))
        until = time.monotonic() + 10 * SLOW
        while self.look()['state'] != 'up' and time.monotonic() < until:
            time.sleep(0.05)
        bfd = self.look()
        print(f'{self.what}: the session comes up', 'up up', f'{bfd["state"]} {bfd["remote_state"]}',
              sep='\t', flush=True)

    def counted(self, text, expected, act):
        """act() three times, which counts as expected and nothing else."""
        before = self.look()
        for _ in range(TIMES):
            act()
        until = time.monotonic() + 2 * SLOW
        while True:
            after = self.look()
            old, new = self.counts(before), self.counts(after)
            actual = ', '.join(f'{k} {new[k] - old[k]}' for k in new if new[k] != old[k]) or 'nothing'
            if self.condition(after) != self.condition(before):
                actual += f', and {self.condition(before)} became {self.condition(after)}'
            if actual == expected or time.monotonic() > until:
                break
        print(f'{self.what}: {text}', expected, actual, sep='\t', flush=True)

    def case(self, text, reason, payload=None, **frame):
        """A packet made anew each time; reason is None for one that is taken."""
        expected = f'{reason or "taken"} {TIMES}' if reason != 'nothing' else reason
        self.counted(text, expected, lambda: self.send(self.frame(self.bfd(**(payload or {})), **frame)))
        if not reason:
            self.taken = self.sequence


def flip_ip_checksum(data):
    data[24] ^= 1
    return bytes(data)


def everything(p):
    """What is wrong whatever the authentication."""
    wrong = socket.inet_ntop(socket.AF_INET6, bytes(15) + b'\x09') if p.v6 else '203.0.113.9'

    p.case('a packet as it should be', None)
    p.case('from any port', None, sport=1024)
    p.case('with a diagnostic there is no word for', None, {'diag': 31})

    p.case('TTL 254', 'ttl', ttl=254)
    p.case('TTL 64', 'ttl', ttl=64)
    p.case('TTL 0', 'ttl', ttl=0)
    for version in (0, 2, 7):
        p.case(f'version {version}', 'version', {'version': version})
    p.counted('nothing but zeros', f'version {TIMES}', lambda: p.send(p.frame(bytes(24))))
    whole = len(p.bfd())
    for length in (0, 23, whole + 1, 255):
        p.case(f'length {length}, of {whole} bytes', 'length', {'length': length})
    p.case('a detection multiplier of 0', 'mult', {'mult': 0})
    p.case('multipoint', 'multipoint', {'flags': MULTIPOINT})
    p.case('a sender without discriminator', 'my_discr', {'my': 0})
    p.case('for another session', 'your_discr', {'your': p.discr ^ 1})
    p.case('up, for whom is not said', 'your_discr', {'your': 0})
    p.case('initialising, for whom is not said', 'your_discr', {'your': 0, 'state': INIT})

    for cut in (1, 12, 20, whole - 1):
        data = p.bfd()[:whole - cut]
        p.counted(f'{len(data)} bytes of {whole}, and lengths that say so', f'length {TIMES}',
                  lambda data=data: p.send(p.frame(data)))
    p.case('the last byte of the frame is missing', 'length', cut=1)
    p.case('and all behind the UDP header', 'length', cut=whole)
    udp = whole + 8
    for length in (0, 7):
        p.case(f'UDP length {length}, less than its header', 'length', udp={'len': length})
    if not p.v6:
        p.case('UDP length one too short for the packet', 'length', udp={'len': udp - 1, 'chksum': 0})
    p.case('UDP length one more than IP has', 'length', udp={'len': udp + 1})
    p.case('UDP length 65535', 'length', udp={'len': 65535})

    p.case('a wrong UDP checksum', 'checksum', udp={'chksum': 0x1234})
    if p.v6:
        p.case('no UDP checksum', 'checksum', udp={'chksum': 0})
    else:
        p.case('no UDP checksum', None, udp={'chksum': 0})
        p.case('a wrong IP checksum', 'checksum', raw=flip_ip_checksum)

    p.case('the first of several fragments', 'fragment', fragment=(0, 1))
    p.case('another of them', 'nothing', fragment=(3, 0))
    if p.v6:
        p.case('one that is called a fragment', 'fragment', fragment=(0, 0))

    # Without addresses a session leaves what is not link-local to whom the circuit is for.
    theirs = 'nothing' if p.micro and p.v6 else 'address'
    p.case('from another address', theirs, source=wrong)
    p.case('to another address', theirs, dest=wrong)
    if not p.v6:
        p.case('all of that is forgotten: one as it should be, with an IP option', None,
               ip={'options': [b'\x01\x01\x01\x00']})
    p.case('all of that is forgotten: one as it should be', None)


def without_authentication(p):
    p.counted('authenticated', f'auth_type {TIMES}', lambda: p.send(p.frame(
        p.bfd(flags=AUTH, length=24 + 3 + len(KEY)) + bytes([1, 3 + len(KEY), KEY_ID]) + KEY)))
    p.case('authenticated, by nothing', 'length', {'flags': AUTH})
    p.counted('with more behind it than it says', f'taken {TIMES}',
              lambda: p.send(p.frame(p.bfd() + b'more')))


def with_authentication(p):
    p.case('not authenticated', 'auth_type', {'sign': False})
    for kind in range(1, 6):
        if kind != p.auth:
            p.case(f'authenticated by {AUTH_TYPES[kind]}', 'auth_type', {'sign': {'kind': kind}})
    p.case('of a type there is not', 'auth_type', {'sign': {'kind': 6}})
    p.case('an unknown key', 'auth_key', {'sign': {'key_id': 2}})
    p.case('a wrong key of that name', 'auth_digest', {'sign': {'key': b'vcirc-secreT'}})
    p.case('one bit of it wrong', 'auth_digest', {'sign': {'flip': True}})
    section = len(p.section())
    for length in (0, 2, section - 1, section + 1, 255):
        p.case(f'an authentication length of {length}, of {section}', 'length', {'sign': {'auth_len': length}})
    p.counted('something between authentication and end', f'length {TIMES}',
              lambda: p.send(p.frame(p.bfd(length=24 + section + 4) + bytes(4))))
    if p.auth == 1:
        p.case('a part of the password', 'auth_digest', {'sign': {'key': KEY[:-1]}})
        p.case('more than the password', 'auth_digest', {'sign': {'key': KEY + b'x'}})
        p.case('no password', 'length', {'sign': {'key': b''}})
        return

    def changed():
        data = bytearray(p.bfd())
        data[2] ^= 1
        p.send(p.frame(bytes(data)))
    p.counted('changed after it was signed', f'auth_digest {TIMES}', changed)

    if p.auth in (3, 5):
        p.counted('the same number again', f'auth_sequence {TIMES}',
                  lambda: p.send(p.frame(p.bfd(sign={'sequence': p.taken}))))
    else:
        p.counted('the same number again, for which this type is not meticulous enough', f'taken {TIMES}',
                  lambda: p.send(p.frame(p.bfd(sign={'sequence': p.taken}))))
    p.counted('the number before that', f'auth_sequence {TIMES}',
              lambda: p.send(p.frame(p.bfd(sign={'sequence': p.taken - 1}))))
    p.counted('a number too far ahead', f'auth_sequence {TIMES}',
              lambda: p.send(p.frame(p.bfd(sign={'sequence': p.taken + 3 * MULT + 1}))))
    p.counted('as far ahead as it may be, with a wrong digest', f'auth_digest {TIMES}',
              lambda: p.send(p.frame(p.bfd(sign={'sequence': p.taken + 3 * MULT, 'flip': True}))))
    p.case('that was no number to go on from: one as it should be', None)


def in_netns(name, make):
    """What make() returns, made in a namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open('/proc/self/ns/net', encoding='ascii') as here, open(f'/run/netns/{name}', encoding='ascii') as there:
        if libc.setns(there.fileno(), 0):
            raise OSError(ctypes.get_errno(), name)
        made = make()
        libc.setns(here.fileno(), 0)
    return made


def aggregated(p, netns):
    """Several packets that arrive as one, as GRO would have it."""
    def listen():
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        tap.bind((p.port, 0))
        tap.settimeout(5 * SLOW)
        return tap
    tap = in_netns(netns, listen)
    sender = socket.socket(socket.AF_INET6 if p.v6 else socket.AF_INET, socket.SOCK_DGRAM)
    if p.v6:
        sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, 255)
    else:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
    sender.setsockopt(socket.IPPROTO_UDP, 103, 24)    # UDP_SEGMENT
    sender.bind((p.source, 0))
    sender.connect((p.dest, 3784))
    good, bad = p.bfd(), p.bfd(your=p.discr ^ 1)

    p.counted('three packets in one', f'taken {3 * TIMES}', lambda: sender.send(good * 3))
    p.counted('and one of them for another session', f'your_discr {TIMES}, taken {2 * TIMES}',
              lambda: sender.send(good + bad + good))
    size = 0
    try:
        while size < 200:
            data = tap.recv(2048)
            if data[12:14] == (b'\x86\xdd' if p.v6 else b'\x08\x00') and good * 3 in data:
                size = 3
                break
    except socket.timeout:
        pass
    print(f'{p.what}: it is true that they arrived as one', 3, size, sep='\t', flush=True)


def main():
    client, netns = sys.argv[1:3]
    for arg in sys.argv[3:]:
        p = Peer(client, netns, *arg.split(','))
        p.come_up()
        everything(p)
        if p.auth:
            with_authentication(p)
        else:
            without_authentication(p)
            if not p.micro:
                aggregated(p, netns)


main()
