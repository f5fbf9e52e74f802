# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""workload.py NAME: one workload of the survival table. "caught" means that memory was refused and the program lived on."""
import mmap
import os
import sys
import tempfile
import threading

MIB = 1 << 20


def fill(piece=MIB):
    """Takes memory until it is refused; returns what it took."""
    kept = []
    try:
        while True:
            kept.append(bytearray(piece))
    except MemoryError:
        return kept


def children(count, piece=lambda index: 4 * MIB, delay=lambda index: 0.0, filler=fill):
    """Children that fill the memory and hold it until each was refused. How many were refused, and not killed."""
    import time

    full, leave = os.pipe(), os.pipe()
    pids = []
    for index in range(count):
        pid = os.fork()
        if pid == 0:
            os.close(leave[1])
            time.sleep(delay(index))
            kept = filler(piece(index))
            os.write(full[1], b"x")
            os.close(full[1])
            os.read(leave[0], 1)
            os._exit(0 if kept is not None else 1)
        pids.append(pid)
    os.close(full[1])
    while os.read(full[0], 1):
        pass
    os.close(leave[1])
    return sum(os.waitpid(pid, 0)[1] == 0 for pid in pids)


def one_big():
    try:
        bytearray(4000 * MIB)
    except MemoryError:
        return "caught"


def many_small():
    return "caught" if fill() else None


def objects():
    kept = []
    try:
        while True:
            kept.append(str(len(kept)))
    except MemoryError:
        del kept
        return "caught"


def filling_threads():
    done = []
    # Whoever starts a thread waits for its first words, which one that finds no memory never says (CPython's `Thread.start`).
    have_started = threading.Event()

    def run():
        have_started.wait()
        done.append(len(fill()))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    have_started.set()
    for thread in threads:
        thread.join()
    return "caught" if len(done) == 8 else None


def four_children():
    return "caught" if children(4) == 4 else None


def sixteen_children():
    return "caught" if children(16) == 16 else None


def skewed_children():
    size = lambda index: (8 if index == 0 else 1) * MIB
    return "caught" if children(4, size, lambda index: 0.1 if index else 0.0) == 4 else None


def recover():
    least = min(len(fill()) for _ in range(20))
    return "caught" if least > 100 else None


def hundred_processes():
    import subprocess

    running = [subprocess.Popen(["sleep", "0.5"]) for _ in range(100)]
    return "ok" if sum(process.wait() for process in running) == 0 else None


def idle_threads():
    barrier = threading.Barrier(201)
    threads = [threading.Thread(target=barrier.wait) for _ in range(200)]
    for thread in threads:
        thread.start()
    barrier.wait()
    return "ok"


def deep_stack():
    sys.setrecursionlimit(100000)
    threading.stack_size(128 * MIB)
    down = lambda n: 0 if n == 0 else down(n - 1)
    result = []
    thread = threading.Thread(target=lambda: result.append(down(50000)))
    thread.start()
    thread.join()
    return "ok" if result == [0] else None


def nine_tenths():
    # With the interpreter itself, 231 MiB of 256.
    kept = [bytearray(MIB) for _ in range(224)]
    return "ok" if len(kept) == 224 else None


def numpy_fill(piece=8 * MIB):
    import numpy

    kept = []
    try:
        while True:
            kept.append(numpy.ones(piece // 8))
    except MemoryError:
        return kept


def numpy_alone():
    kept = numpy_fill()
    return "caught" if kept is not None else None


def numpy_nine_tenths():
    import numpy

    kept = [numpy.ones(MIB // 8) for _ in range(214)]
    return "ok" if len(kept) == 214 else None


def numpy_product():
    import numpy

    side = numpy.ones((1500, 1500))
    return "ok" if (side @ side)[0, 0] == 1500 else None


def numpy_pool():
    return "caught" if children(4, filler=numpy_fill) == 4 else None


def numpy_pool_fits():
    import multiprocessing

    with multiprocessing.get_context("spawn").Pool(3) as pool:
        return "ok" if pool.map(numpy_sum, [10, 10, 10]) == [10 * MIB / 8] * 3 else None


def numpy_sum(mebibytes):
    import numpy

    return float(numpy.ones(mebibytes * MIB // 8).sum())


def shared_files():
    kept = []
    try:
        while True:
            file = os.memfd_create("shared")
            os.ftruncate(file, 8 * MIB)
            kept.append(mmap.mmap(file, 8 * MIB))
            kept[-1].write(b"x" * 8 * MIB)
    except OSError:
        return "caught"


def growing_file():
    file = os.memfd_create("shared")
    try:
        for first in range(0, 1024 * MIB, MIB):
            os.posix_fallocate(file, first, MIB)
    except OSError:
        return "caught"


def growing_mapped_file():
    file = os.memfd_create("shared")
    try:
        for first in range(0, 1024 * MIB, MIB):
            os.ftruncate(file, first + MIB)
            with mmap.mmap(file, MIB, offset=first) as piece:
                piece.write(b"x" * MIB)
    except OSError:
        return "caught"


def written_shared_memory():
    with tempfile.TemporaryFile(dir="/dev/shm") as file:
        try:
            for _ in range(400):
                file.write(b"x" * MIB)
        except OSError:
            return "caught"


def page_cache():
    with tempfile.TemporaryFile(dir="/var/tmp") as file:
        for _ in range(1024):
            file.write(b"x" * MIB)
        file.seek(0)
        while file.read(MIB):
            pass
    return "ok"


def mapped_file():
    with tempfile.TemporaryFile(dir="/var/tmp") as file:
        file.truncate(2 << 30)
        area = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return "ok" if area[::4096].count(b"\0") == 2 << 18 else None


def private_view():
    with tempfile.TemporaryFile(dir="/var/tmp") as file:
        file.truncate(2 << 30)
        area = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        area[1 << 30] = 1
        return "ok"


def reservation():
    area = mmap.mmap(-1, 64 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    area[1 << 30] = 1
    return "ok"


def changed_user():
    os.setgid(65534)
    os.setuid(65534)
    return "caught" if len(fill()) > 150 else None


def parent_and_copy():
    # A child writes to all that it shares with its parent: two times 100 MiB.
    kept = [bytearray(MIB) for _ in range(100)]
    pid = os.fork()
    if pid == 0:
        for piece in kept:
            piece[::4096] = b"y" * 256
        os._exit(0)
    return "ok" if os.waitpid(pid, 0)[1] == 0 else None


if __name__ == "__main__":
    print(globals()[sys.argv[1].replace("-", "_")]())
