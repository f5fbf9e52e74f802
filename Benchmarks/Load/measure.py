# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""What a proxy costs while a load generator of Debian's runs against it."""

import os
import re
import socket
import subprocess
import time

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def processor_seconds(program):
    """Processor time of all threads of a program so far, from the scheduler's own count (proc(5), schedstat)."""
    total = 0
    for number in program.processes():
        for task in os.listdir(f"/proc/{number}/task"):
            with open(f"/proc/{number}/task/{task}/schedstat") as figures:
                total += int(figures.read().split()[0])
    return total / 1e9


def resident_bytes(program):
    total = 0
    for number in program.processes():
        with open(f"/proc/{number}/status") as status:
            total += sum(int(line.split()[1]) << 10 for line in status if line.startswith("VmRSS:"))
    return total


class Figures(dict):
    """requests a second, processor seconds a request, p50 and p99 in seconds, resident bytes."""


def seconds(text):
    number, unit = re.fullmatch(r"([0-9.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]


def wrk(program, url, connections, duration, processors, *arguments):
    before = processor_seconds(program) if program else 0
    done = subprocess.run(
        ["taskset", "-c", processors, "wrk", "-t1", f"-c{connections}", f"-d{duration}s", "--timeout", "30s", "--latency", *arguments, url],
        capture_output=True, text=True, timeout=duration + 60)
    used = (processor_seconds(program) if program else 0) - before
    text = done.stdout
    count = re.search(r"(\d+) requests in ([0-9.]+\w+),", text)
    if not count or int(count.group(1)) == 0:
        return None
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
    requests = int(count.group(1))
    return Figures(
        rate=requests / seconds(count.group(2)), cost=used / requests,
        # A line of its own: other shares, such as 72.50%, end a line before.
        p50=seconds(re.search(r"^ +50% +(\S+)", text, re.M).group(1)), p99=seconds(re.search(r"^ +99% +(\S+)", text, re.M).group(1)),
        resident=resident_bytes(program) if program else 0,
        failed=int(errors.group(1) if errors else 0) + (sum(map(int, broken.groups())) if broken else 0))


def h2load(program, url, connections, streams, duration, processors):
    before = processor_seconds(program)
    done = subprocess.run(
        ["taskset", "-c", processors, "h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{duration}", "--warm-up-time=1", url],
        capture_output=True, text=True, timeout=duration + 60)
    # The second of warming up is work, too, but not in its count: taken off by its share.
    used = (processor_seconds(program) - before) * duration / (duration + 1)
    text = done.stdout
    count = re.search(r"requests: (\d+) total, .* (\d+) succeeded, (\d+) failed", text)
    if not count or int(count.group(2)) == 0:
        return None
    requests = int(count.group(2))
    mean = re.search(r"time for request:\s+(\S+)\s+(\S+)\s+(\S+)", text)
    return Figures(
        rate=requests / duration, cost=used / requests, p50=seconds(mean.group(3)), p99=float("nan"),
        resident=resident_bytes(program), failed=int(count.group(3)))


def idle(program, address, port, count):
    """Opens connections, each with one request, and leaves them: what one costs."""
    before = resident_bytes(program)
    open_ones = []
    failed = 0
    request = f"GET /small HTTP/1.1\r\nHost: {address}\r\n\r\n".encode()
    # Of several addresses, as one has but 28,000 ports.
    for number in range(count):
        connection = socket.socket()
        connection.settimeout(10)
        connection.bind((f"127.77.0.{number // 8192 + 1}", 0))
        try:
            connection.connect((address, port))
            connection.sendall(request)
            if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
                failed += 1
        except OSError:
            failed += 1
        open_ones.append(connection)
    time.sleep(1)
    started, used = time.monotonic(), processor_seconds(program)
    time.sleep(3)
    share = (processor_seconds(program) - used) / (time.monotonic() - started)
    after = resident_bytes(program)
    for connection in open_ones:
        connection.close()
    return Figures(each=(after - before) / count, count=count, resident=after, share=share, failed=failed)
