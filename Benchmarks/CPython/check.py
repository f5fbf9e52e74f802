# Plimsoll
# SPDX-License-Identifier: Apache-2.0
#
# Runs tests of CPython bare and under the guard in mode lease, each file in this process's cgroup, and compares what became of each single
# test. Run by scripts/check-cpython. Exit status 1 when any differs.
#
# A test that differs is run again, bare and guarded: one that comes out the same then, twice, depends on the moment, not on the guard, and is named.
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

python, guard = sys.argv[1:3]
files = sys.argv[3:]
work = tempfile.mkdtemp(prefix="plimsoll-cpython.")


# Files that take longer than is waited for: each of these parts is a run of its own.
KINDS = ["*.WithProcesses*", "*.WithManager*", "*.WithThreads*"]
PARTS = {"test_multiprocessing_spawn": [["--match", kind] for kind in KINDS] + [[word for kind in KINDS for word in ("--ignore", kind)]]}


def outcomes(file, guarded, only=()):
    """What became of each test of a file, by its name. Also the file as a whole: its exit status, or that of each part."""
    if only or file not in PARTS:
        return run(file, guarded, [word for test in only for word in ("--match", test)])
    found = {}
    for number, part in enumerate(PARTS[file], 1):
        result = run(file, guarded, part)
        found[f"the whole of part {number}"] = result.pop("the whole file")
        # What a part leaves out is told as skipped.
        found.update({name: word for name, word in result.items() if word != "skipped" or name not in found})
    return found


def run(file, guarded, words_of_part):
    report = os.path.join(work, "report.xml")
    if os.path.exists(report):
        os.remove(report)
    words = [python, "-m", "test", "--junit-xml", report] + words_of_part
    if guarded:
        words = [guard, "--mode", "lease", "--"] + words
    with open(os.path.join(work, f"{file}.{'guarded' if guarded else 'bare'}.log"), "w") as log:
        try:
            status = subprocess.run(
                words + [file], cwd=work, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=900
            ).returncode
        except subprocess.TimeoutExpired:
            status = "did not end"
    found = {"the whole file": str(status)}
    if os.path.exists(report):
        for case in xml.etree.ElementTree.parse(report).iter("testcase"):
            word = "ok"
            if case.get("status") == "notrun" or case.find("skipped") is not None:
                word = "skipped"
            for kind in ("failure", "error"):
                if case.find(kind) is not None:
                    word = "failed"
            found[case.get("name")] = word
    return found


def differences(first, second):
    names = sorted(set(first) | set(second))
    return {name: (first.get(name, "missing"), second.get(name, "missing")) for name in names if first.get(name) != second.get(name)}


failed = 0
for file in files:
    bare, guarded = outcomes(file, False), outcomes(file, True)
    differing = differences(bare, guarded)
    unsteady = []
    for name in list(differing):
        if name.startswith("the whole"):
            continue
        again = [(outcomes(file, False, [name]).get(name), outcomes(file, True, [name]).get(name)) for _ in range(2)]
        if all(one == other for one, other in again):
            unsteady.append(name)
            del differing[name]
    if unsteady:
        # Its exit status is that of its tests.
        differing = {name: both for name, both in differing.items() if not name.startswith("the whole")}
    counts = {word: sum(1 for value in bare.values() if value == word) for word in ("ok", "skipped", "failed")}
    told = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    print(f"{file}: {told}; {len(differing)} differ under the guard", flush=True)
    for name in unsteady:
        print(f"    unsteady, the same when run again: {name}")
    for name, (one, other) in differing.items():
        print(f"    {name}: bare {one}, guarded {other}")
    failed += len(differing)
    if counts["ok"] == 0:
        print(f"    nothing of it ran; see {work}")
        failed += 1
if failed:
    print(f"check-cpython: {failed} differ; what they said is in {work}", file=sys.stderr)
    sys.exit(1)
subprocess.run(["rm", "-rf", work])
