#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Netlink requests made up from the spec, good ones and bad ones.

What a sender sends depends on the seed, its place in the list of workers and
the spec, never on what the kernel answers. Workers, which run all at once:

  send:NETNS    root in the network namespace
  nobody:NETNS  a user without any right there
  tenant:PID    root in the user and the network namespace of that process
  listen:NETNS  listens to events, with a buffer that is too small
  dump:NETNS    dumps circuits, likewise, and does not always read to the end

At the end it prints, for each kind of worker, how often each request was
carried out and refused, and fails if a worker did not end or if the kernel
sent what is not in the spec.
"""

import argparse
import collections
import copy
import ctypes
import errno
import itertools
import json
import mmap
import os
import random
import select
import signal
import socket
import struct
import sys
import time
import traceback
import zlib

try:
    import yaml
except ImportError:
    print('python3 has no yaml, it is in the Debian package python3-yaml')
    sys.exit(4)

HERE = os.path.dirname(os.path.realpath(__file__))
SPEC = os.path.join(HERE, '../../uapi/vcirc.yaml')

# What there is to aim at. fuzz_test.sh makes its topology of these.
CIRCUITS = {f'c{i}': 100 + i for i in range(4)}
PORTS = {f'p{i}': 120 + i for i in range(5)}
DEVICES = {**CIRCUITS, **PORTS, 'lo': 1}
FIRST_FD = 100          # where the network namespaces are open
FIRST = 100             # messages that the digest is about
PATIENCE = 120          # seconds that a message may take

SOL_NETLINK, NETLINK_ROUTE, NETLINK_GENERIC = 270, 0, 16
NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 1, 10, 11
NLMSG_ERROR, NLMSG_DONE, NLMSG_MIN_TYPE = 2, 3, 16
RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK = 16, 17, 18, 19
REQUEST, ACK, DUMP = 0x1, 0x4, 0x300
REPLACE, EXCL, CREATE = 0x100, 0x200, 0x400
NLA_F_NESTED, NLA_F_NET_BYTEORDER, NLA_TYPE_MASK = 0x8000, 0x4000, 0x3fff
NLMSGERR_ATTR_MSG, NLMSGERR_ATTR_OFFS = 1, 2
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 16, 3
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000

SENDERS = ('send', 'nobody', 'tenant')

ODD_STRINGS = (b'', b'\0', b'c0', b'%d\0', b'c%d\0', b'%s%n\0', b'/\0', b'..\0', b':\0', b'a b\0',
               b'\xff\xfe\0', b'c0\0p0\0', b'x' * 15 + b'\0', b'x' * 16 + b'\0', b'x' * 16,
               b'x' * 127 + b'\0', b'x' * 128 + b'\0', b'x' * 4000 + b'\0')


# ---- The spec ----------------------------------------------------------------

class Attr:
    """An attribute: where it stands in its set, and what may be in it."""

    def __init__(self, name, num, kind, nest=None, low=None, high=None, values=None, least=0,
                 order='='):
        self.name, self.num, self.kind, self.nest = name, num, kind, nest
        self.values, self.least = values, least
        bits = kind[1:]
        self.size = int(bits) // 8 if kind[0] in 'us' and bits.isdigit() else None
        if self.size:
            self.format = order + '?bhiq'[self.size.bit_length()]
            if kind[0] == 'u':
                self.format = self.format.upper()
            self.floor = -1 << int(bits) - 1 if kind[0] == 's' else 0
            self.ceiling = self.floor + (1 << int(bits)) - 1
            self.low = self.floor if low is None else low
            self.high = self.ceiling if high is None else high

    def beyond(self):
        """Values just out of range."""
        edges = [max(self.values) + 1] if self.values else [self.low - 1, self.high + 1]
        return [self.pack(edge) for edge in edges if self.floor <= edge <= self.ceiling]

    def pack(self, number):
        return struct.pack(self.format, number)


class Spec:
    """Attribute sets and operations, as far as they matter to a sender."""

    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            raw = yaml.load(file, Loader=getattr(yaml, 'CSafeLoader', yaml.SafeLoader))
        self.name = raw['name']
        self.values = {}
        self.consts = {}
        for entry in raw['definitions']:
            if entry['type'] == 'const':
                self.consts[entry['name']] = entry['value']
            elif entry['type'] in ('enum', 'flags'):
                self.values[entry['name']] = self.enumerate(entry)
        self.sets = {entry['name']: self.attributes(entry) for entry in raw['attribute-sets']}
        self.ops = []
        self.max_cmd = 0
        for entry in raw['operations']['list']:
            self.max_cmd = entry.get('value', self.max_cmd + 1)
            for how in ('do', 'dump'):
                if how in entry:
                    self.ops.append(Op(entry, how, self.max_cmd))
        self.groups = [entry['name'] for entry in raw['mcast-groups']['list']]

    @staticmethod
    def enumerate(entry):
        values, value = [], entry.get('value-start', 0) - 1
        for item in entry['entries']:
            value = item.get('value', value + 1) if isinstance(item, dict) else value + 1
            values.append(1 << value if entry['type'] == 'flags' else value)
        return values

    def attributes(self, entry):
        attrs, num = {}, 0
        for item in entry['attributes']:
            num = item.get('value', num + 1)
            checks = {key: self.consts.get(value, value)
                      for key, value in item.get('checks', {}).items()}
            attrs[item['name']] = Attr(
                item['name'], num, item['type'], item.get('nested-attributes'),
                checks.get('min'), checks.get('max'), self.values.get(item.get('enum')),
                checks.get('exact-len', checks.get('min-len', 0)),
                '>' if item.get('byte-order') == 'big-endian' else '=')
        return attrs


class Op:
    """A request of the family."""

    def __init__(self, entry, how, cmd):
        self.cmd, self.how, self.set = cmd, how, entry['attribute-set']
        self.label = f'{entry["name"]}/{how}'
        self.guarded = bool({'admin-perm', 'uns-admin-perm'} & set(entry.get('flags', [])))
        # A dump that says nothing about filters takes what the request for one does.
        request = entry[how].get('request') or entry.get('do', {}).get('request', {})
        self.attributes = request.get('attributes', [])
        # What has a place in each nest, where that is known.
        self.places = {}


# IFLA_*, in the manner of the spec; "config" is the family's own.
LINK = {attr.name: attr for attr in (
    Attr('address', 1, 'binary', least=6), Attr('ifname', 3, 'string'),
    Attr('mtu', 4, 'u32', low=68, high=9000), Attr('link', 5, 'u32'), Attr('master', 10, 'u32'),
    Attr('txqlen', 13, 'u32'), Attr('linkinfo', 18, 'nest', 'linkinfo'),
    Attr('net-ns-pid', 19, 'u32'), Attr('ifalias', 20, 'string'),
    Attr('group', 27, 'u32', high=1), Attr('net-ns-fd', 28, 'u32'),
    Attr('ext-mask', 29, 'u32'), Attr('num-tx-queues', 31, 'u32', low=1, high=16),
    Attr('carrier', 33, 'u8', high=1), Attr('link-netnsid', 37, 's32'),
    Attr('gso-max-size', 41, 'u32', low=4096, high=65536), Attr('target-netnsid', 46, 's32'),
    Attr('new-ifindex', 49, 's32', low=1), Attr('prop-list', 52, 'nest', 'prop-list'))}
LINKINFO = {attr.name: attr for attr in (
    Attr('kind', 1, 'string'), Attr('data', 2, 'nest', 'config'))}
PROP_LIST = {'alt-ifname': Attr('alt-ifname', 53, 'string')}


# ---- Messages ------------------------------------------------------------------

class Node:
    """An attribute with a value, in a message that is being made."""

    def __init__(self, name, kind, data=b'', kids=None):
        self.name, self.type, self.data = name, kind, data
        self.kids = [] if kids is None else kids
        self.beyond = []
        self.lie = 0

    def encode(self):
        body = self.data + b''.join(kid.encode() for kid in self.kids)
        return (struct.pack('=HH', 4 + len(body) + self.lie & 0xffff, self.type & 0xffff) +
                body + bytes(-len(body) & 3))

    def show(self):
        data = self.data
        if data[-1:] == b'\0' and data[:-1].isalnum():
            text = f'"{data[:-1].decode()}"'
        elif len(data) in (1, 2, 4, 8):
            text = str(int.from_bytes(data, sys.byteorder))
        else:
            text = data.hex()
        if self.kids or self.type & NLA_F_NESTED:
            text += '{' + ' '.join(kid.show() for kid in self.kids) + '}'
        return f'{self.name}={text}'


class Message:
    """A request: its headers, its attributes, and what is wrong with it."""

    def __init__(self, label, route, kind, flags, head, nodes):
        self.label, self.route, self.type, self.flags = label, route, kind, flags
        self.head, self.nodes = head, nodes
        self.lie, self.tail = 0, b''
        self.wrong = []

    def encode(self, seq, family):
        body = self.head + b''.join(node.encode() for node in self.nodes) + self.tail
        return struct.pack('=IHHII', 16 + len(body) + self.lie & 0xffffffff,
                           family if self.type is None else self.type, self.flags, seq, 0) + body

    def show(self):
        text = [self.label, f'flags={self.flags:#x}', f'head={self.head.hex()}']
        text += [node.show() for node in self.nodes]
        return ' '.join(text + [f'<{wrong}>' for wrong in self.wrong])


def walk(nodes):
    """Each attribute at any depth, as the list it is in and its place there."""
    for i, node in enumerate(nodes):
        yield nodes, i
        yield from walk(node.kids)


class Generator:
    """Makes datagrams, one after another, from a seed."""

    def __init__(self, spec, seed, place, workers, namespaces, spare):
        self.spec, self.random, self.spare = spec, random.Random(f'{seed}/{place}'), spare
        self.sets = {**spec.sets, 'link': LINK, 'linkinfo': LINKINFO, 'prop-list': PROP_LIST}
        rand = self.random
        self.subject = self.other = 'c0'
        self.port = 'p0'
        self.aim = {
            'name': lambda: self.string(self.subject),
            'ifindex': lambda: struct.pack('=I', DEVICES[self.subject]),
            'port-name': lambda: self.string(self.port),
            'via': lambda: self.random.choice((
                b'\xc6\x12\0' + bytes([rand.randrange(8)]), b'\xfe\x80' + bytes(13) + rand.randbytes(1))),
            'peer': self.peer,
            'ifname': lambda: self.string(self.subject),
            'alt-ifname': lambda: self.string(f'alt{rand.randrange(8)}'),
            'kind': lambda: self.string(spec.name),
            'address': lambda: b'\2' + rand.randbytes(5),
            'master': lambda: struct.pack('=I', CIRCUITS[self.subject]),
            'link': lambda: struct.pack('=I', DEVICES[self.port]),
            'net-ns-fd': lambda: struct.pack('=I', FIRST_FD + rand.randrange(namespaces)),
            'net-ns-pid': lambda: struct.pack('=I', 1 + rand.randrange(workers + 1)),
            'link-netnsid': lambda: struct.pack('=i', rand.randrange(3)),
            'target-netnsid': lambda: struct.pack('=i', rand.randrange(3)),
        }
        # The more a request costs the less often it is sent.
        self.makers = [self.family] * 16 + [self.add] * 3 + [self.change] * 2 + [
            self.enslave, self.free, self.move, self.remove, self.links]
        self.ops = spec.ops + [op for op in spec.ops if op.guarded]
        self.mutations = [
            self.resize, self.renumber, self.reflag, self.extreme, self.lie, self.repeat,
            self.leave_out, self.shuffle, self.foreign, self.reshape, self.deepen, self.odd_string]
        self.spoilers = [
            self.bad_flags, self.bad_head, self.bad_length, self.bad_tail, self.bad_type]

    def one_in(self, n):
        return not self.random.randrange(n)

    # -- values --

    def string(self, text):
        return text.encode() + b'\0'

    def number(self, attr):
        if attr.values:
            return attr.pack(self.random.choice(attr.values))
        how = self.random.randrange(8)
        if how == 0:
            return attr.pack(attr.low)
        if how == 1:
            return attr.pack(attr.high)
        if how < 6:
            return attr.pack(min(attr.high, max(attr.low, 0) + self.random.randrange(4)))
        return attr.pack(self.random.randint(attr.low, attr.high))

    def node(self, attr, places=None):
        """An attribute with a value it may have."""
        if attr.nest:
            return Node(attr.name, attr.num | NLA_F_NESTED, kids=self.members(attr.nest, places))
        if attr.name in self.aim and not self.one_in(16):
            value = self.aim[attr.name]()
            return value if isinstance(value, Node) else Node(attr.name, attr.num, value)
        if attr.size:
            value = self.number(attr)
        elif attr.kind == 'string':
            value = self.string(self.random.choice(list(DEVICES)))
        elif attr.kind in ('flag', 'pad'):
            value = b''
        else:
            value = self.random.randbytes(attr.least + self.random.randrange(8))
        node = Node(attr.name, attr.num, value)
        node.beyond = attr.beyond() if attr.size else []
        return node

    def members(self, name, places=None):
        """What is in a nest: now and then what has no place there, too."""
        if name == 'bfd':
            return self.session()
        attrs = list(self.sets[name].values())
        first = next(attr for attr in attrs if attr.kind != 'pad')
        nodes = []
        for attr in attrs:
            if places is not None and attr.name not in places:
                odds = 0.004
            elif attr is first or attr.kind == 'string':
                odds = 0.97
            else:
                odds = 0.3 if attr.nest or attr.kind == 'binary' else 0.6
            if self.random.random() < odds:
                nodes.append(self.node(attr))
        return nodes

    def session(self):
        """A BFD session as a request has it, mostly one that can be."""
        attrs, rand = self.sets['bfd'], self.random
        nodes = []
        for name in ('min-tx', 'min-rx', 'mult', 'passive'):
            if self.one_in(2):
                nodes.append(self.node(attrs[name]))
        if self.one_in(4):
            nodes.append(Node('auth', attrs['auth'].num, attrs['auth'].pack(rand.randrange(6))))
            for key in ('key', 'key2'):
                if key == 'key' or self.one_in(2):
                    nodes += [self.node(attrs[key + '-id']),
                              Node(key, attrs[key].num, rand.randbytes(1 + rand.randrange(18)))]
        for name in ('local', 'peer'):
            if self.one_in(12):
                nodes.append(Node(name, attrs[name].num, self.aim['via']()))
        if self.one_in(12):
            nodes.append(self.node(attrs['echo']))
        if self.one_in(64):
            nodes.append(self.node(rand.choice(list(attrs.values()))))
        return nodes

    def index(self, name, sure=False):
        return DEVICES[name] if sure or self.one_in(2) else 0

    def ifinfo(self, index=0):
        flags = change = 0
        if self.one_in(3):
            flags, change = self.random.choice((0, 1)), 1
        return struct.pack('=BxHiII', 0, 0, index, flags, change)

    def peer(self):
        attr = self.sets['config']['peer']
        kids = [Node('ifname', LINK['ifname'].num, self.string(self.other))]
        kids += self.some('address', 'mtu', 'net-ns-fd', 'net-ns-pid')
        return Node('peer', attr.num, self.ifinfo(self.index(self.other)), kids)

    def some(self, *names):
        return [self.node(LINK[name]) for name in names if self.one_in(4)]

    # -- good requests --

    def family(self):
        op = self.random.choice(self.ops)
        nodes = []
        for name in op.attributes:
            attr = self.spec.sets[op.set][name]
            if self.random.random() < (0.95 if attr.nest or attr.kind == 'string' else 0.5):
                nodes.append(self.node(attr, op.places.get(name)))
        return Message(op.label, False, None, REQUEST | (DUMP if op.how == 'dump' else ACK),
                       struct.pack('=BBH', op.cmd, 1, 0), nodes)

    def link(self, label, kind, flags, index, nodes):
        return Message(label, True, kind, REQUEST | ACK | flags, self.ifinfo(index), nodes)

    def linkinfo(self, kind):
        kids = [Node('kind', 1, self.string(kind))]
        if kind == self.spec.name and not self.one_in(4):
            kids.append(Node('data', 2 | NLA_F_NESTED, kids=self.members('config')))
        return Node('linkinfo', LINK['linkinfo'].num | NLA_F_NESTED, kids=kids)

    def add(self):
        name, kind, label = self.subject, self.spec.name, 'link-add'
        if self.one_in(4):
            name, kind, label = self.port, 'dummy', 'port-add'
        nodes = [Node('ifname', LINK['ifname'].num, self.string(name)), self.linkinfo(kind)]
        if self.one_in(2):
            nodes += self.some('address', 'mtu', 'net-ns-fd', 'link-netnsid', 'num-tx-queues')
        return self.link(label, RTM_NEWLINK,
                         CREATE | (REPLACE if self.one_in(16) else self.random.choice((EXCL, 0))),
                         self.index(name, not self.one_in(8)), nodes)

    def change(self):
        name = self.random.choice((self.subject, self.subject, self.port))
        nodes = self.some('address', 'mtu', 'txqlen', 'ifalias', 'group', 'carrier',
                          'gso-max-size', 'prop-list')
        if self.one_in(24):
            nodes.append(self.node(LINK['ifname']))
        if name == self.subject and self.one_in(2):
            nodes.append(self.linkinfo(self.spec.name))
        return self.link('link-set', self.random.choice((RTM_NEWLINK, RTM_NEWLINK, RTM_SETLINK)),
                         0, DEVICES[name], nodes)

    def enslave(self):
        return self.link('link-enslave', self.random.choice((RTM_NEWLINK, RTM_SETLINK)), 0,
                         DEVICES[self.port], [self.node(LINK['master'])])

    def free(self):
        return self.link('link-free', RTM_SETLINK, 0, DEVICES[self.port],
                         [Node('master', LINK['master'].num, bytes(4))])

    def move(self):
        name = self.random.choice((self.subject, self.subject, self.port))
        where = [self.random.choice(('net-ns-fd', 'net-ns-pid'))]
        if self.one_in(12):
            where.append(self.random.choice(('new-ifindex', 'target-netnsid')))
        return self.link('link-move', RTM_SETLINK, 0, DEVICES[name],
                         [self.node(LINK[name]) for name in where])

    def remove(self):
        name = self.random.choice((self.subject, self.subject, self.subject, self.port))
        nodes = [] if self.one_in(2) else [Node('ifname', LINK['ifname'].num, self.string(name))]
        return self.link('link-del', RTM_DELLINK, 0, self.index(name, not nodes), nodes)

    def links(self):
        nodes = self.some('ext-mask', 'master', 'target-netnsid')
        if self.one_in(2):
            nodes.append(self.linkinfo(self.spec.name))
        return self.link('link-get/dump', RTM_GETLINK, DUMP, 0, nodes)

    # -- what may be wrong with an attribute: each gets the list it is in and its place --

    def resize(self, nodes, i):
        node, by = nodes[i], self.random.choice((-4, -2, -1, 1, 2, 4, 60))
        node.data = node.data[:by] if by < 0 else node.data + self.random.randbytes(by)
        return f'{by:+} bytes'

    def renumber(self, nodes, i):
        node = nodes[i]
        new = self.random.choice((0, node.type + 1, node.type - 1, self.random.randrange(40),
                                  NLA_TYPE_MASK))
        node.type = node.type & ~NLA_TYPE_MASK | new & NLA_TYPE_MASK
        return f'number {node.type & NLA_TYPE_MASK}'

    def reflag(self, nodes, i):
        nodes[i].type ^= self.random.choice((NLA_F_NESTED, NLA_F_NESTED, NLA_F_NET_BYTEORDER))
        return 'flags'

    def extreme(self, nodes, i):
        node = nodes[i]
        size = len(node.data)
        kind = self.random.randrange(4)
        if kind == 0:
            node.data = b'\xff' * size
        elif kind == 1:
            node.data = bytes(size)
        elif kind == 2:
            low = int.from_bytes(node.data[:4], 'little') + self.random.choice((-1, 1, 256, 1 << 31))
            node.data = (low & 0xffffffff).to_bytes(4, 'little')[:size] + node.data[4:]
        else:
            node.data = self.random.randbytes(size)
        return 'value'

    def lie(self, nodes, i):
        nodes[i].lie = self.random.choice((-8, -4, -3, -1, 1, 3, 4, 5, 100, 0x7ff0, 0xfff0))
        return 'length'

    def repeat(self, nodes, i):
        twin = copy.deepcopy(nodes[i])
        nodes.insert(self.random.randrange(len(nodes) + 1), twin)
        if self.one_in(2) and twin.data:
            twin.data = self.random.randbytes(len(twin.data))
        return 'twice'

    def leave_out(self, nodes, i):
        del nodes[i]
        return 'left out'

    def shuffle(self, nodes, i):
        self.random.shuffle(nodes)
        return 'order'

    def foreign(self, nodes, i):
        home = self.random.choice(list(self.sets))
        attr = self.random.choice(list(self.sets[home].values()))
        nodes.insert(self.random.randrange(len(nodes) + 1), self.node(attr))
        return f'next to {home}/{attr.name}'

    def reshape(self, nodes, i):
        node = nodes[i]
        if node.kids:
            node.kids, node.data = [], self.random.randbytes(self.random.randrange(40))
        else:
            node.type |= NLA_F_NESTED
            node.kids = self.members(self.random.choice(list(self.sets)))
        return 'nest for value'

    def deepen(self, nodes, i):
        levels = 100 if self.one_in(16) else 1 + self.random.randrange(12)
        for _ in range(levels):
            nodes[i] = Node(nodes[i].name, nodes[i].type | NLA_F_NESTED, kids=[nodes[i]])
        return f'{levels} nests around'

    def odd_string(self, nodes, i):
        nodes[i].data = self.random.choice(ODD_STRINGS)
        return 'string'

    # -- what may be wrong with a message: then its answer says nothing about the request --

    def bad_flags(self, message):
        message.flags ^= 1 << self.random.randrange(12)

    def bad_head(self, message):
        place = self.random.randrange(len(message.head) or 1)
        byte = self.random.choice((0, 1, 0xff, self.random.randrange(2 * self.spec.max_cmd)))
        rest = message.head[place + 1:] if self.random.randrange(4) else b''
        message.head = message.head[:place] + bytes([byte]) + rest

    def bad_length(self, message):
        message.lie = self.random.choice((-20, -16, -8, -4, -1, 1, 2, 4, 64, 1 << 16, 1 << 31))

    def bad_tail(self, message):
        message.tail = self.random.randbytes(self.random.choice((1, 2, 3, 4, 5, 17)))

    def bad_type(self, message):
        if message.route:
            message.type = self.random.choice((RTM_NEWLINK, RTM_SETLINK, RTM_GETLINK))
        else:
            message.type = self.random.randrange(NLMSG_MIN_TYPE)

    def spoil(self, message):
        numbers = [nodes[i] for nodes, i in walk(message.nodes) if nodes[i].beyond]
        if numbers and self.one_in(3):
            # All else is good, so that nothing stops it earlier.
            node = self.random.choice(numbers)
            node.data = self.random.choice(node.beyond)
            message.wrong.append(f'{node.name}: out of range')
            return
        for _ in range(1 + self.random.randrange(3)):
            places = list(walk(message.nodes))
            if places and not self.one_in(5):
                nodes, i = self.random.choice(places)
                name, change = nodes[i].name, self.random.choice(self.mutations)
                message.wrong.append(f'{name}: {change(nodes, i)}')
            else:
                change = self.random.choice(self.spoilers)
                change(message)
                message.label = 'hostile'
                message.wrong.append(change.__name__)

    def message(self):
        self.subject = self.random.choice(list(CIRCUITS))
        self.other = self.random.choice(list(CIRCUITS))
        self.port = self.random.choice(list(PORTS))
        message = self.random.choice(self.makers)()
        if self.one_in(2):
            self.spoil(message)
        if self.spare and message.type == RTM_DELLINK:
            message.type = RTM_GETLINK
            message.label = 'hostile'
        return message

    def datagram(self):
        """One message, now and then several in a row."""
        messages = [self.message()]
        while self.one_in(12) and len(messages) < 8:
            more = self.message()
            if more.route == messages[0].route:
                messages.append(more)
        return messages


def pack(messages, seq, family):
    data = b''
    for message in messages:
        data += message.encode(seq, family)
        data += bytes(-len(data) & 3)
        seq += 1
    return data


# ---- What comes back ------------------------------------------------------------

def attributes(data):
    """Type and value of each attribute in a row."""
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from('=HH', data, at)
        if size < 4 or at + size > len(data):
            raise ValueError(f'attribute {kind & NLA_TYPE_MASK} of {size} bytes')
        yield kind & NLA_TYPE_MASK, data[at + 4:at + size]
        at += size + 3 & ~3


def check(sets, name, data):
    """A reply has nothing but what the spec says."""
    by_number = {attr.num: attr for attr in sets[name].values()}
    for kind, value in attributes(data):
        attr = by_number.get(kind)
        if not attr:
            raise ValueError(f'no attribute {kind} in {name}')
        if attr.nest:
            check(sets, attr.nest, value)
            continue
        good = True
        if attr.size:
            good = len(value) == attr.size
            number = good and struct.unpack(attr.format, value)[0]
            good = good and attr.low <= number <= attr.high
            good = good and (not attr.values or number in attr.values)
        elif attr.kind == 'string':
            good = value[-1:] == b'\0' and value.index(b'\0') == len(value) - 1
        elif attr.kind in ('flag', 'pad'):
            good = not value
        if not good:
            raise ValueError(f'{name}/{attr.name} is {value.hex()}')


def split(data):
    """Type, sequence number and payload of each message."""
    at = 0
    while at + 16 <= len(data):
        size, kind, _, seq, _ = struct.unpack_from('=IHHII', data, at)
        if size < 16 or at + size > len(data):
            raise ValueError(f'message of {size} bytes in {len(data) - at}')
        yield kind, seq, data[at + 16:at + size]
        at += size + 3 & ~3


class Socket:
    """A netlink socket that never waits."""

    def __init__(self, route, room=1 << 18):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                                  NETLINK_ROUTE if route else NETLINK_GENERIC)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.sock.bind((0, 0))

    def send(self, data):
        try:
            self.sock.send(data)
        except OSError as err:
            if err.errno not in (errno.ENOBUFS, errno.EMSGSIZE, errno.EINVAL, errno.EAGAIN):
                raise

    def receive(self):
        """Each datagram that is there; reading one lets a dump go on."""
        while True:
            try:
                yield self.sock.recv(1 << 16, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return
            except OSError as err:
                if err.errno != errno.ENOBUFS:
                    raise

    def close(self):
        self.sock.close()


def find_family(spec):
    """Its number and those of its groups."""
    sock = Socket(False)
    name = Node('name', 2, spec.name.encode() + b'\0').encode()
    sock.send(struct.pack('=IHHIIBBH', 20 + len(name), GENL_ID_CTRL, REQUEST, 0, 0,
                          CTRL_CMD_GETFAMILY, 1, 0) + name)
    family, groups = None, {}
    for data in sock.receive():
        for kind, _, payload in split(data):
            if kind != GENL_ID_CTRL:
                continue
            found = dict(attributes(payload[4:]))
            family = struct.unpack('=H', found[1])[0]
            for _, group in attributes(found.get(7, b'')):
                group = dict(attributes(group))
                groups[group[1].rstrip(b'\0').decode()] = struct.unpack('=I', group[2])[0]
    sock.close()
    if not family:
        sys.exit(f'there is no family {spec.name}: the module is not loaded')
    return family, groups


def refused_at(sock, request):
    """Error and offset of the attribute in the answer to a request."""
    sock.send(request)
    for answer in sock.receive():
        for kind, _, payload in split(answer):
            if kind == NLMSG_ERROR:
                told = dict(attributes(payload[20:]))
                return (-struct.unpack_from('=i', payload)[0],
                        int.from_bytes(told.get(NLMSGERR_ATTR_OFFS, b''), sys.byteorder))
    return 0, 0


def learn(spec, options):
    """Finds what has a place in the nests of each request, which the spec does not tell.

    What is refused as invalid though it is alone there has none. In a network
    namespace of its own with one circuit the answers are always the same.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open('/proc/self/ns/net', os.O_RDONLY)
    if libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), 'unshare')
    family = find_family(spec)[0]
    generator = options.generator('places')
    info = Node('linkinfo', LINK['linkinfo'].num, kids=[Node('kind', 1, generator.string(spec.name))])
    name = Node('ifname', LINK['ifname'].num, b'c0\0')
    route, sock = Socket(True), Socket(False)
    refused_at(route, generator.link('link-add', RTM_NEWLINK, CREATE, 0, [name, info]).encode(0, 0))
    for op in spec.ops:
        if 'name' not in spec.sets[op.set]:
            continue
        circuit = Node('name', spec.sets[op.set]['name'].num, b'c0\0').encode()
        head = struct.pack('=BBH', op.cmd, 1, 0)
        for nest in (spec.sets[op.set][name] for name in op.attributes):
            for attr in spec.sets[nest.nest].values() if nest.nest else ():
                member = (Node(attr.name, attr.num | NLA_F_NESTED) if attr.nest
                          else generator.node(attr))
                message = Message(op.label, False, None, REQUEST | ACK, head + circuit, [
                    Node(nest.name, nest.num | NLA_F_NESTED, kids=[member])])
                at = 16 + len(head + circuit) + 4
                if refused_at(sock, message.encode(0, family)) != (errno.EINVAL, at):
                    op.places.setdefault(nest.name, set()).add(attr.name)
    libc.setns(home, CLONE_NEWNET)
    os.close(home)


# ---- Workers ----------------------------------------------------------------------

class Worker:
    """One process: what it does, how many messages it sent or heard, and what came of it."""

    def __init__(self, options, spec, place, text, progress, met):
        self.options, self.spec, self.place, self.progress = options, spec, place, progress
        self.kind, _, self.where = text.partition(':')
        self.done = collections.Counter()
        self.refused = collections.Counter()
        self.words = set()
        # Of all senders with rights together: each request was carried out, was refused.
        self.met, self.places = met, {op.label: i for i, op in enumerate(spec.ops)}
        self.digest = 0
        self.number = 0

    def enter(self):
        """Goes where it works and drops the rights it shall not have."""
        libc = ctypes.CDLL(None, use_errno=True)
        spaces = [(self.where, CLONE_NEWNET)]
        if self.kind == 'tenant':
            proc = f'/proc/{self.where}/ns/'
            spaces = [(proc + 'user', CLONE_NEWUSER), (proc + 'net', CLONE_NEWNET)]
            os.setgroups([])
        handles = [(os.open(path, os.O_RDONLY), flag) for path, flag in spaces]
        for handle, flag in handles:
            if libc.setns(handle, flag):
                raise OSError(ctypes.get_errno(), f'{self.kind}:{self.where}')
            os.close(handle)
        if self.kind == 'tenant':
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)
        elif self.kind == 'nobody':
            os.setgroups([])
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)

    def mark(self):
        struct.pack_into('=Q', self.progress, 8 * self.place, self.number)

    def over(self, end):
        if self.kind not in SENDERS:
            return self.progress[-1]
        if self.options.messages:
            return self.number >= self.options.messages
        if time.monotonic() < end or self.number < self.options.least:
            return False
        return (self.kind != 'send' or 0 not in self.met[:] or
                time.monotonic() >= end + self.options.seconds)

    def run(self, end):
        self.enter()
        self.family, groups = find_family(self.spec)
        if self.kind == 'listen':
            self.listen(end, groups)
        elif self.kind == 'dump':
            self.dump(end)
        else:
            self.send(end)

    def send(self, end):
        generator = self.options.generator(self.place)
        chance = random.Random(f'{self.options.seed}/{self.place}/socket')
        socks = {}
        while not self.over(end):
            messages = generator.datagram()
            data = pack(messages, self.number, self.family)
            if self.number < FIRST:
                self.digest = zlib.crc32(data, self.digest)
            route = messages[0].route
            if route not in socks:
                room = chance.choice((1 << 18, 1 << 18, 1 << 18, 4096))
                socks[route] = Socket(route, room)
            socks[route].send(data)
            labels = {self.number + i: message.label for i, message in enumerate(messages)}
            self.number += len(messages)
            self.mark()
            # Now and then answers wait, or nobody is there any more to read them.
            fate = chance.randrange(64)
            if fate == 0:
                socks.pop(route).close()
            elif fate > 2:
                for answer in socks[route].receive():
                    self.count(answer, labels)
        for sock in socks.values():
            sock.close()

    def meet(self, label, refused):
        if self.kind == 'send' and label in self.places:
            self.met[2 * self.places[label] + refused] = 1

    def count(self, data, labels):
        for kind, seq, payload in split(data):
            if kind not in (NLMSG_ERROR, NLMSG_DONE) or len(payload) < 4 or seq not in labels:
                continue
            label, error = labels[seq], -struct.unpack_from('=i', payload)[0]
            if not error:
                self.done[label] += 1
                self.meet(label, False)
                continue
            self.refused[label] += 1
            self.meet(label, True)
            if kind == NLMSG_ERROR and len(payload) > 20:
                for attr, value in attributes(payload[20:]):
                    if attr == NLMSGERR_ATTR_MSG:
                        self.words.add(value.rstrip(b'\0').decode())

    def listen(self, end, groups):
        sock = Socket(False, 4096)
        for name in self.spec.groups:
            sock.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, groups[name])
        while not self.over(end):
            select.select([sock.sock], [], [], 0.2)
            for data in sock.receive():
                self.look(data, 'event')
                self.number += 1
                self.mark()

    def dump(self, end):
        chance = random.Random(f'{self.options.seed}/{self.place}')
        op = next(op for op in self.spec.ops if op.how == 'dump')
        while not self.over(end):
            sock = Socket(False, chance.choice((1, 4096, 16384)))
            time.sleep(chance.random() / 10)
            for _ in range(chance.randrange(1, 8)):
                sock.send(struct.pack('=IHHIIBBH', 20, self.family, REQUEST | DUMP, 0, 0,
                                      op.cmd, 1, 0))
                for data in itertools.islice(sock.receive(), chance.randrange(12)):
                    self.look(data, 'dumped')
                self.number += 1
                self.mark()
            sock.close()

    def look(self, data, label):
        for kind, _, payload in split(data):
            if kind == self.family:
                check(self.spec.sets, self.spec.ops[0].set, payload[4:])
                self.done[label] += 1

    def start(self, end):
        """In a process of its own; what came of it arrives at the pipe."""
        self.pipe, pipe = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(pipe)
            return
        status = 1
        try:
            self.run(end)
            status = 0
        except Exception:
            traceback.print_exc()
        result = [self.done, self.refused, sorted(self.words), self.digest, self.number]
        os.write(pipe, json.dumps(result).encode())
        os._exit(status)

    def finish(self):
        """Is it well?"""
        with os.fdopen(self.pipe) as pipe:
            text = pipe.read()
        status = os.waitpid(self.pid, 0)[1]
        if text:
            self.done, self.refused, self.words, self.digest, self.number = json.loads(text)
        self.done, self.refused = map(collections.Counter, (self.done, self.refused))
        return not status


class Options:
    """What the command line asks for."""

    def __init__(self, spec, args):
        self.spec, self.seed, self.messages, self.least = spec, args.seed, args.messages, args.least
        self.seconds = args.seconds
        self.spare, self.workers = args.no_del, args.worker
        self.namespaces = list(args.netns)

    def generator(self, place):
        return Generator(self.spec, self.seed, place, len(self.workers), len(self.namespaces),
                         self.spare)


def show(options, spec, place):
    """What a worker would send."""
    generator, number, digest = options.generator(place), 0, 0
    limit = options.messages or FIRST
    family = find_family(spec)[0]
    while number < limit:
        messages = generator.datagram()
        if number < FIRST:
            digest = zlib.crc32(pack(messages, number, family), digest)
        for i, message in enumerate(messages):
            print(number + i, '+' if i else '-', message.show())
        number += len(messages)
    print(f'digest {digest:08x}')


def hold(namespaces):
    """Opens the network namespaces where requests look for them."""
    for i, path in enumerate(namespaces):
        handle = os.open(path, os.O_RDONLY)
        os.dup2(handle, FIRST_FD + i)
        os.close(handle)


def tell(kmsg, text):
    """Beside a complaint in the kernel's log it says how far each worker was."""
    if kmsg is not None:
        os.write(kmsg, f'vcirc fuzz: {text}\n'.encode())


def watch(workers, progress, kmsg):
    """Waits until all have ended; kills all if one does not go on."""
    waiting = {worker.pipe: worker for worker in workers}
    numbers, since = None, {}
    while waiting:
        for pipe in select.select(list(waiting), [], [], 1)[0]:
            del waiting[pipe]
        if not any(worker.kind in SENDERS for worker in waiting.values()):
            progress[-1] = 1
        last, numbers = numbers, struct.unpack_from(f'={len(workers)}Q', progress)
        if numbers != last:
            tell(kmsg, ' '.join(map(str, numbers)))
        for worker in waiting.values():
            now, number = time.monotonic(), numbers[worker.place]
            if since.get(worker, (0, None))[1] != number or worker.kind == 'listen':
                since[worker] = now, number
            elif now - since[worker][0] > PATIENCE:
                print(f'{worker.kind}:{worker.where} is stuck after message {number}')
                for other in waiting.values():
                    os.kill(other.pid, signal.SIGKILL)
                return


def report(spec, workers):
    for worker in workers:
        print(f'worker {worker.kind}:{worker.where} messages {worker.number} '
              f'digest {worker.digest:08x}')
    totals = collections.defaultdict(lambda: [0, 0])
    for worker in workers:
        if worker.kind in SENDERS:
            for op in spec.ops:
                totals[worker.kind, op.label, 'guarded' if op.guarded else 'open']
        for place, counter in enumerate((worker.done, worker.refused)):
            for label, n in counter.items():
                guard = next((op.guarded for op in spec.ops if op.label == label),
                             label.startswith(('link-', 'port-')) and label != 'link-get/dump')
                totals[worker.kind, label, 'guarded' if guard else 'open'][place] += n
    for (kind, label, guard), (done, refused) in sorted(totals.items()):
        print(f'count {kind} {label} {guard} {done} {refused}')
    words = sorted(set(itertools.chain.from_iterable(worker.words for worker in workers)))
    for word in words:
        print(f'refusal {word}')


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seed', default='1')
    parser.add_argument('--seconds', type=float, default=10,
                        help='how long to go on; those with rights up to twice as long, '
                        'until each request of the family was carried out and refused')
    parser.add_argument('--least', type=int, default=0, metavar='N',
                        help='but not before each sender has sent N messages')
    parser.add_argument('--messages', type=int, metavar='N',
                        help='each sender sends N, however long that takes')
    parser.add_argument('--no-del', action='store_true', help='send no RTM_DELLINK')
    parser.add_argument('--netns', action='append', default=[],
                        help='a network namespace that requests may name')
    parser.add_argument('--spec', default=SPEC)
    parser.add_argument('--print', type=int, metavar='N',
                        help='show what the Nth worker would send, and send nothing')
    parser.add_argument('worker', nargs='+')
    args = parser.parse_args()
    # As deep as messages nest.
    sys.setrecursionlimit(10000)
    spec = Spec(args.spec)
    options = Options(spec, args)
    learn(spec, options)
    if args.print is not None:
        return show(options, spec, args.print)

    hold(options.namespaces)
    progress = mmap.mmap(-1, 8 * len(args.worker) + 1)
    met = mmap.mmap(-1, 2 * len(spec.ops))
    workers = [Worker(options, spec, place, text, progress, met)
               for place, text in enumerate(args.worker)]
    try:
        kmsg = os.open('/dev/kmsg', os.O_WRONLY)
    except OSError:
        kmsg = None
    tell(kmsg, f'seed {args.seed}: {" ".join(args.worker)}')
    sys.stdout.flush()
    end = time.monotonic() + args.seconds
    for worker in workers:
        worker.start(end)
    watch(workers, progress, kmsg)
    well = [worker.finish() for worker in workers]
    report(spec, workers)
    return not all(well)


if __name__ == '__main__':
    sys.exit(main())
