# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""The cases of the Autobahn WebSocket test suite by their published numbers, as bytes; and some of the worker's side, which it has not."""

import dataclasses
import random
import struct
import zlib

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
MASK = b"\x37\xfa\x21\x3d"


@dataclasses.dataclass
class Case:
    number: str
    # Bytes to send; a number stands for: wait until that many frames have come altogether.
    steps: list
    # What the list expects the server to close with; None: it may be anything.
    closes: tuple = (1000,)
    path: str = "/echo"
    offer: str = ""
    subprotocols: str = ""
    # How the client's side ends without a close frame: "half" (FIN), "reset".
    end: str = ""
    is_large: bool = False


def frame(opcode, payload=b"", fin=True, rsv=0, masked=True):
    if isinstance(payload, str):
        payload = payload.encode()
    size = len(payload)
    mask_bit = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    if size < 126:
        head += bytes([mask_bit | size])
    elif size < 1 << 16:
        head += bytes([mask_bit | 126]) + struct.pack("!H", size)
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", size)
    return head + MASK + masked_bytes(payload) if masked else head + payload


def masked_bytes(payload):
    size = len(payload)
    key = (MASK * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(size, "big")


def close(code=1000, reason=b""):
    return frame(CLOSE, struct.pack("!H", code) + (reason.encode() if isinstance(reason, str) else reason))


def fragments(opcode, payload, size, **options):
    pieces = [payload[index:index + size] for index in range(0, len(payload), size)] or [b""]
    return b"".join(
        frame(CONT if index else opcode, piece, fin=index == len(pieces) - 1, **({} if index else options))
        for index, piece in enumerate(pieces))


BYE = close()
HELLO = frame(TEXT, "Hello, world!")
LINE = b"Hello-\xc2\xb5@\xc3\x9f\xc3\xb6\xc3\xa4\xc3\xbc\xc3\xa0\xc3\xa1-UTF-8!!"


def framing():
    for group, opcode in (("1.1", TEXT), ("1.2", BINARY)):
        filling = b"*" if opcode == TEXT else b"\xfe"
        for number, size in enumerate((0, 125, 126, 127, 128, 65535, 65536, 65536), 1):
            yield Case(f"{group}.{number}", [frame(opcode, filling * size), BYE])


def pings():
    bodies = [b"", b"Hello, world!", b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", b"\xfe" * 125]
    for number, body in enumerate(bodies, 1):
        yield Case(f"2.{number}", [frame(PING, body), BYE])
    yield Case("2.5", [frame(PING, b"\xfe" * 126), BYE], (1002,))
    yield Case("2.6", [frame(PING, b"\xfe" * 125), 1, BYE])
    yield Case("2.7", [frame(PONG), BYE])
    yield Case("2.8", [frame(PONG, "unsolicited pong payload"), BYE])
    yield Case("2.9", [frame(PONG, "unsolicited pong payload") + frame(PING, "ping payload"), BYE])
    many = [frame(PING, f"payload-{number}") for number in range(10)]
    yield Case("2.10", [*many, BYE])
    yield Case("2.11", [b"".join(many), 10, BYE])


def reserved():
    bad = (1002,)
    ping = frame(PING)
    yield Case("3.1", [frame(TEXT, "Hello, world!", rsv=1), BYE], bad)
    yield Case("3.2", [HELLO, frame(TEXT, "Hello, world!", rsv=2), ping, BYE], bad)
    yield Case("3.3", [HELLO, 1, frame(TEXT, "Hello, world!", rsv=3), ping, BYE], bad)
    yield Case("3.4", [HELLO + frame(TEXT, "Hello, world!", rsv=4) + ping, BYE], bad)
    yield Case("3.5", [frame(BINARY, b"\x00\xff\xfe\xfd\xfc\xfb\x00\xff", rsv=5), BYE], bad)
    yield Case("3.6", [frame(PING, "Hello, world!", rsv=6), BYE], bad)
    yield Case("3.7", [frame(CLOSE, struct.pack("!H", 1000), rsv=7)], bad)


def opcodes():
    for group, first in (("4.1", 3), ("4.2", 11)):
        ping = frame(PING)
        yield Case(f"{group}.1", [frame(first), BYE], (1002,))
        yield Case(f"{group}.2", [frame(first + 1, "reserved opcode payload"), BYE], (1002,))
        yield Case(f"{group}.3", [HELLO, frame(first + 2), ping, BYE], (1002,))
        yield Case(f"{group}.4", [HELLO, 1, frame(first + 3, "reserved opcode payload"), ping, BYE], (1002,))
        yield Case(f"{group}.5", [HELLO + frame(first + 4, "reserved opcode payload") + ping, BYE], (1002,))


def fragmentation():
    bad = (1002,)
    one, two = frame(TEXT, "fragment1", fin=False), frame(CONT, "fragment2")
    ping = frame(PING, "pongme")
    yield Case("5.1", [frame(PING, "fragment1", fin=False), two, BYE], bad)
    yield Case("5.2", [frame(PONG, "fragment1", fin=False), two, BYE], bad)
    yield Case("5.3", [one + two, BYE])
    yield Case("5.4", [one, two, BYE])
    yield Case("5.5", [one + two, 1, BYE])
    yield Case("5.6", [one, ping, two, BYE])
    yield Case("5.7", [one, ping, 1, two, BYE])
    yield Case("5.8", [one + ping + two, 2, BYE])
    nothing, open_end = frame(CONT, "non-continuation payload"), frame(CONT, "non-continuation payload", fin=False)
    for first, wrong in ((9, nothing), (12, open_end)):
        yield Case(f"5.{first}", [wrong, HELLO, BYE], bad)
        yield Case(f"5.{first + 1}", [wrong + HELLO, BYE], bad)
        yield Case(f"5.{first + 2}", [wrong + HELLO + BYE], bad)
    yield Case("5.15", [one, two, frame(CONT, "fragment3", fin=False), frame(TEXT, "fragment4"), BYE], bad)
    loop = [frame(CONT, "fragment1", fin=False), frame(TEXT, "fragment2", fin=False), frame(CONT, "fragment3")]
    yield Case("5.16", loop * 2 + [BYE], bad)
    yield Case("5.17", [frame(CONT, "fragment1"), *loop[1:]] * 2 + [BYE], bad)
    yield Case("5.18", [one, frame(TEXT, "fragment2"), BYE], bad)
    pieces = [frame(CONT if number > 1 else TEXT, f"fragment{number}", fin=number == 5) for number in range(1, 6)]
    two_pings = [*pieces[:2], frame(PING, "pongme 1!"), *pieces[2:4], frame(PING, "pongme 2!"), pieces[4]]
    yield Case("5.19", [*two_pings, BYE])
    yield Case("5.20", [b"".join(two_pings), 3, BYE])


# Markus Kuhn's stress test in the order of the suite: the text, and whether it is UTF-8.
TEXTS = {
    "6.5": [("cebae1bdb9cf83cebcceb5", True)] * 5,
    "6.6": [("ce", False), ("ceba", True), ("cebae1", False), ("cebae1bd", False), ("cebae1bdb9", True), ("cebae1bdb9cf", False),
            ("cebae1bdb9cf83", True), ("cebae1bdb9cf83ce", False), ("cebae1bdb9cf83cebc", True), ("cebae1bdb9cf83cebcce", False),
            ("cebae1bdb9cf83cebcceb5", True)],
    "6.7": [("00", True), ("c280", True), ("e0a080", True), ("f0908080", True)],
    "6.8": [("f888808080", False), ("fc8480808080", False)],
    "6.9": [("7f", True), ("dfbf", True), ("efbfbf", True), ("f48fbfbf", True)],
    "6.10": [("f7bfbfbf", False), ("fbbfbfbfbf", False), ("fdbfbfbfbfbf", False)],
    "6.11": [("ed9fbf", True), ("ee8080", True), ("efbfbd", True), ("f48fbfbf", True), ("f4908080", False)],
    "6.12": [("80", False), ("bf", False), *(("80bf" * 4)[:2 * count] and (("80bf" * 4)[:2 * count], False) for count in range(2, 7)),
             ("".join(f"{byte:02x}" for byte in range(0x80, 0xbf)), False)],
    "6.13": [("".join(f"{byte:02x}20" for byte in range(first, last)), False)
             for first, last in ((0xc0, 0xe0), (0xe0, 0xf0), (0xf0, 0xf8), (0xf8, 0xfc), (0xfc, 0xfe))],
    "6.14": [(text, False) for text in ("c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf")],
    "6.15": [("c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf", False)],
    "6.16": [("fe", False), ("ff", False), ("fefeffff", False)],
    "6.17": [(text, False) for text in ("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af")],
    "6.18": [(text, False) for text in ("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf")],
    "6.19": [(text, False) for text in ("c080", "e08080", "f0808080", "f880808080", "fc8080808080")],
    "6.20": [(text, False) for text in ("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf")],
    "6.21": [(first + second, False) for first in ("eda080", "edadbf", "edae80", "edafbf") for second in ("edb080", "edbfbf")],
    "6.22": [(chr(plane << 16 | last).encode().hex(), True) for plane in range(17) for last in (0xfffe, 0xffff)],
    "6.23": [(chr(code).encode().hex(), True) for code in range(0xfff9, 0x10000)],
}


def utf8():
    yield Case("6.1.1", [frame(TEXT), BYE])
    empty = [frame(TEXT, fin=False), frame(CONT, fin=False), frame(CONT)]
    yield Case("6.1.2", [*empty, BYE])
    yield Case("6.1.3", [empty[0], frame(CONT, "middle frame payload", fin=False), empty[2], BYE])
    yield Case("6.2.1", [frame(TEXT, LINE), BYE])
    yield Case("6.2.2", [frame(TEXT, LINE[:12], fin=False), frame(CONT, LINE[12:]), BYE])
    yield Case("6.2.3", [fragments(TEXT, LINE, 1), BYE])
    yield Case("6.2.4", [fragments(TEXT, bytes.fromhex("cebae1bdb9cf83cebcceb5"), 1), BYE])
    wrong = bytes.fromhex("cebae1bdb9cf83cebcceb5eda080656469746564")
    yield Case("6.3.1", [frame(TEXT, wrong), BYE], (1007,))
    yield Case("6.3.2", [fragments(TEXT, wrong, 1), BYE], (1007,))
    start, middle, rest = bytes.fromhex("cebae1bdb9cf83cebcceb5"), bytes.fromhex("f4908080"), bytes.fromhex("656469746564")
    yield Case("6.4.1", [frame(TEXT, start, fin=False), frame(CONT, middle, fin=False), frame(CONT, rest), BYE], (1007,))
    yield Case("6.4.2", [frame(TEXT, start + b"\xf4", fin=False), frame(CONT, b"\x90", fin=False), frame(CONT, rest), BYE], (1007,))
    whole = frame(TEXT, start + middle + rest)
    for number, cut in ((3, 6 + len(start)), (4, 6 + len(start) + 1)):
        yield Case(f"6.4.{number}", [whole[:cut], whole[cut:cut + 4], whole[cut + 4:], BYE], (1007,))
    for group, texts in TEXTS.items():
        for number, (text, good) in enumerate(texts, 1):
            data = bytes.fromhex(text)
            sent = frame(TEXT, data)
            if group == "6.5" and number > 1:
                sent = fragments(TEXT, data, (len(data), 1, 2, 3, 5)[number - 1])
            yield Case(f"{group}.{number}", [sent, BYE], (1000,) if good else (1007,))


def closing():
    yield Case("7.1.1", [HELLO, BYE])
    yield Case("7.1.2", [BYE, BYE])
    yield Case("7.1.3", [BYE, frame(PING, "after")])
    yield Case("7.1.4", [BYE, HELLO])
    yield Case("7.1.5", [frame(TEXT, "fragment1", fin=False), BYE, frame(CONT, "fragment2")])
    yield Case("7.1.6", [frame(TEXT, b"BAsd7&jh23" * 26000), HELLO, BYE, frame(PING)], is_large=True)
    yield Case("7.3.1", [frame(CLOSE)], (None, 1000))
    yield Case("7.3.2", [frame(CLOSE, b"a")], (1002,))
    yield Case("7.3.3", [BYE])
    yield Case("7.3.4", [close(1000, "Hello World!")])
    yield Case("7.3.5", [close(1000, "*" * 123)])
    yield Case("7.3.6", [close(1000, "*" * 124)], (1002,))
    yield Case("7.5.1", [close(1000, bytes.fromhex("cebae1bdb9cf83cebcceb5eda080656469746564"))], (1007, 1002))
    for number, code in enumerate((1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999), 1):
        yield Case(f"7.7.{number}", [close(code)], (code, 1000))
    for number, code in enumerate((0, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999), 1):
        yield Case(f"7.9.{number}", [close(code)], (code, 1000) if 1012 <= code <= 1014 else (1002,))
    yield Case("7.13.1", [close(5000)], (5000, 1002, 1000))
    yield Case("7.13.2", [close(65535)], (65535, 1002, 1000))
    # Not of the list: a client that goes without a word.
    for name, said in (("nothing", b""), ("a message", HELLO), ("half a frame", HELLO[:9]), ("half a head", HELLO[:1]), ("half a message", HELLO[:1])):
        yield Case(f"7 ends after {name}", [said], (1002, 1006, 1011, None), end="half")
    yield Case("7 resets after a message", [HELLO, 1], (None,), end="reset")


def limits():
    """In a short form: the suite goes to 16 MiB and 1,000 messages."""
    for group, opcode in (("9.1", TEXT), ("9.2", BINARY)):
        for number, size in enumerate((1 << 16, 1 << 18, 1 << 20, 4 << 20), 1):
            yield Case(f"{group}.{number}", [frame(opcode, b"*" * size), 1, BYE], is_large=True)
    for group, opcode in (("9.3", TEXT), ("9.4", BINARY)):
        for number, size in enumerate((64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10), 1):
            yield Case(f"{group}.{number}", [fragments(opcode, b"*" * min(256 << 10, size * 256), size), 1, BYE], is_large=True)
    for group, opcode in (("9.5", TEXT), ("9.6", BINARY)):
        for number, size in enumerate((64, 256, 1024), 1):
            whole = frame(opcode, b"*" * (size * 100))
            yield Case(f"{group}.{number}", [*(whole[at:at + size] for at in range(0, len(whole), size)), 1, BYE], is_large=True)
    for group, opcode in (("9.7", TEXT), ("9.8", BINARY)):
        for number, size in enumerate((0, 16, 64, 256, 1024, 4096), 1):
            steps = [step for count in range(1, 31) for step in (frame(opcode, b"*" * size), count)]
            yield Case(f"{group}.{number}", [*steps, BYE], is_large=True)


def auto_fragmentation():
    yield Case("10.1.1", [fragments(TEXT, b"*" * 65536, 1300), BYE], is_large=True)


def deflated(data, bits=15, level=9):
    packer = zlib.compressobj(level, zlib.DEFLATED, -bits)
    return (packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def compression():
    """In a short form: ten messages of each size instead of 1,000."""
    words = b"".join(random.Random(1).choice((b"worker ", b"proxy ", b'{"AutoBahn": "wss"}, ', b"0123456789 ")) for _ in range(20000))
    noise = random.Random(2).randbytes(1 << 17)
    offer = "permessage-deflate"
    alone = offer + "; server_no_context_takeover; client_no_context_takeover"
    for group, opcode, data in (("12.1", TEXT, words), ("12.2", BINARY, noise)):
        for number, size in enumerate((16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072), 1):
            message = frame(opcode, deflated(data[:size]), rsv=4)
            yield Case(f"{group}.{number}", [step for count in range(1, 11) for step in (message, count)] + [BYE], offer=alone, is_large=True)
    for number, size in enumerate((256, 1024, 4096, 16384), 1):
        pieces = fragments(TEXT, deflated(words[:65536]), size, rsv=4)
        yield Case(f"12.3.{number}", [pieces, 1, BYE], offer=alone, is_large=True)
    yield Case("12 with a ping between", [
        frame(TEXT, deflated(words[:99])[:7], fin=False, rsv=4), frame(PING, "p"), frame(CONT, deflated(words[:99])[7:]), BYE], offer=alone)
    yield Case("12 not compressed", [HELLO, BYE], offer=offer)
    yield Case("12 rubbish", [frame(TEXT, b"\xff\xff\xff\xff", rsv=4), BYE], (1002, 1007), offer=offer)
    yield Case("12 compressed and not offered", [frame(TEXT, deflated(b"abc"), rsv=4), BYE], (1002,))
    yield Case("12 a continuation with the bit", [
        frame(TEXT, deflated(words[:99])[:7], fin=False, rsv=4), frame(CONT, deflated(words[:99])[7:], rsv=4), BYE], (1002,), offer=offer)
    yield Case("12 a ping with the bit", [frame(PING, "p", rsv=4), BYE], (1002,), offer=offer)
    offers = (
        offer, offer + "; client_max_window_bits", offer + "; client_no_context_takeover", offer + "; server_no_context_takeover",
        offer + "; client_no_context_takeover; client_max_window_bits", offer + "; server_max_window_bits=9",
        offer + "; server_max_window_bits=15", offer + "; server_max_window_bits=9; client_max_window_bits=9",
        alone + "; server_max_window_bits=10; client_max_window_bits=10",
        offer + "; server_no_context_takeover; server_max_window_bits=9, " + offer,
        offer + "; server_max_window_bits=99, " + offer, offer + "; unknown=1, " + offer, "x-webkit-deflate-frame, " + offer, "unknown-extension")
    for group, text in enumerate(offers, 1):
        for number, size in enumerate((64, 4096), 1):
            bits = 9 if "client_max_window_bits=9" in text else 10 if "client_max_window_bits=10" in text else 15
            packed = text != "unknown-extension"
            data = deflated(words[:size], bits) if packed else words[:size]
            yield Case(f"13.{group}.{number}", [frame(TEXT, data, rsv=4 if packed else 0), BYE], offer=text)
    for number, text in enumerate(("echo", "chat, echo", "chat"), 1):
        yield Case(f"subprotocol {number}", [HELLO, BYE], subprotocols=text)


def worker_side():
    """What a worker says is the client's to judge, and passes as it is."""
    def says(name, data, end=""):
        after = [BYE] if not end else []
        return Case(f"worker: {name}", after, (None,), f"/raw?{data.hex()}{end}")

    def plain(opcode, payload=b"", **options):
        return frame(opcode, payload, masked=False, **options)

    for size in (0, 125, 126, 1000):
        yield says(f"text of {size}", plain(TEXT, b"*" * size))
    for rsv in range(1, 8):
        yield says(f"reserved bits {rsv}", plain(TEXT, "Hello", rsv=rsv))
    for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15):
        yield says(f"opcode {opcode}", plain(opcode, "Hello"))
    yield says("masked", frame(TEXT, "Hello"))
    yield says("no UTF-8", plain(TEXT, b"\xff\xfe"))
    yield says("fragments with pings", plain(TEXT, "a", fin=False) + plain(PING, "p") + plain(CONT, "b", fin=False) + plain(PONG, "q") + plain(CONT, "c"))
    yield says("a continuation of nothing", plain(CONT, "a"))
    yield says("a ping of 126", plain(PING, b"*" * 126))
    yield says("a ping in fragments", plain(PING, "a", fin=False) + plain(CONT, "b"))
    yield says("a length not in its shortest form", b"\x81\x7e\x00\x05Hello")
    for code in (1000, 1001, 1005, 1011, 4000, 65535):
        yield says(f"closes with {code}", plain(CLOSE, struct.pack("!H", code)))
    for name, data in (("nothing", b""), ("a frame", plain(TEXT, "Hello")), ("half a frame", plain(TEXT, "Hello")[:4]),
                       ("half a head", b"\x81"), ("half a length", b"\x82\x7f\x00\x00"), ("a close", plain(CLOSE, b"\x03\xe8"))):
        yield says(f"leaves after {name}", data, "-cut")


def all_cases():
    groups = (framing, pings, reserved, opcodes, fragmentation, utf8, closing, limits, auto_fragmentation, compression, worker_side)
    return [case for group in groups for case in group()]
