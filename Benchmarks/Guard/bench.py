# Plimsoll
# SPDX-License-Identifier: Apache-2.0
#
# What the guard costs, measured against the same program without it, in turns, in a memory cgroup of 512 MiB.
# Run by scripts/bench-guard. Exit status 1 when a bar is missed.
#
# Each comparison is of pairs that ran one after the other, in changing order; the figure is the median of their differences, which a busy
# machine shifts least, and the spread is that between their quartiles.
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import time

guard, churn, numpy_python, here = sys.argv[1:5]
short = "--short" in sys.argv
missed = []


def say(line, holds=True):
    print(("      " if holds else "OVER  ") + line, flush=True)
    if not holds:
        missed.append(line)


def run(words):
    """Wall and processor time of a program and everybody it leaves behind, in seconds. Orphans come to this process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    child = os.posix_spawnp(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    _, status = os.waitpid(child, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"bench-guard: {words} ended with {status}")
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pairs(words, mode, rounds):
    guarded = [guard, "--mode", mode, "--"] + words
    run(words), run(guarded)
    result = []
    for turn in range(rounds):
        if turn % 2:
            second, first = run(guarded), run(words)
        else:
            first, second = run(words), run(guarded)
        result.append((first, second))
    return result


def quartiles(values):
    low, middle, high = statistics.quantiles(values, n=4)
    return low, middle, high


def start_up(name, words, mode, rounds, most=None):
    found = pairs(words, mode, rounds)
    bare = statistics.median(first[0] for first, _ in found) * 1000
    low, middle, high = quartiles([(second[0] - first[0]) * 1000 for first, second in found])
    say(
        f"{name}, mode {mode}: {middle:.2f} ms more than {bare:.2f} ms (half of them {low:.2f} to {high:.2f}, "
        f"{rounds} pairs{f'; at most {most}' if most else ''})",
        most is None or middle <= most,
    )


def overhead(name, words, mode, rounds, most):
    found = pairs(words, mode, rounds)
    for what, index in (("processor time", 1), ("wall time", 0)):
        bare = statistics.median(first[index] for first, _ in found)
        low, middle, high = quartiles([(second[index] / first[index] - 1) * 100 for first, second in found])
        error = (high - low) / 1.35 * 1.25 / rounds**0.5
        say(
            f"{name}, mode {mode}, {what}: {middle:+.2f} % of {bare:.2f} s (half of them {low:+.2f} to {high:+.2f}, "
            f"error {error:.2f}, {rounds} pairs; at most {most})",
            middle - (error if short else 0) <= most,
        )


def kilobytes(process, key):
    with open(f"/proc/{process}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(key + ":"))


def nanoseconds(process):
    with open(f"/proc/{process}/schedstat") as file:
        return int(file.read().split()[0])


def idle(seconds):
    program = subprocess.Popen([guard, "--mode", "lease", "--", "sleep", str(seconds + 30)])
    time.sleep(1)
    with open(f"/proc/{program.pid}/task/{program.pid}/children") as file:
        children = file.read().split()
    names = {child: open(f"/proc/{child}/comm").read().strip() for child in children}
    ours = [program.pid] + [child for child, name in names.items() if name == "plimsoll-lease"]
    resident = [kilobytes(process, "Rss") for process in ours]
    say(f"resident: {' + '.join(map(str, resident))} KiB (together at most 1024)", sum(resident) <= 1024 and len(ours) == 2)
    before = [nanoseconds(process) for process in ours]
    time.sleep(seconds)
    used = sum(nanoseconds(process) - start for process, start in zip(ours, before)) / 1e9
    say(f"idle: {used / seconds * 100:.3f} % of a processor over {seconds} s (at most 1)", used / seconds < 0.01)
    program.terminate()
    program.wait()


ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
null = os.open("/dev/null", os.O_WRONLY)
# Threads of BLAS beside each other measure the machine.
os.environ["OMP_NUM_THREADS"] = "1"
if "--idle" not in sys.argv:
    # In the short form the bars have a margin, as its machine is anybody's.
    for mode in ("static", "lease"):
        start_up("start-up", ["/bin/true"], mode, 100 if short else 400, 2 if short else 1)
    start_up("import numpy", [numpy_python, "-c", "import numpy"], "lease", 20 if short else 100)
    overhead("malloc", [churn, "4" if short else "48"], "lease", 9 if short else 25, 6 if short else 2)
    overhead("objects", ["/usr/bin/python3", f"{here}/objects.py", "2" if short else "6"], "lease", 9 if short else 25, 6 if short else 2)
    overhead("numpy", [numpy_python, f"{here}/products.py", "12" if short else "60"], "lease", 9 if short else 25, 6 if short else 2)
idle(10 if len(sys.argv) == 5 else 5)
if missed:
    print(f"bench-guard: {len(missed)} over the bar", file=sys.stderr)
    sys.exit(1)
