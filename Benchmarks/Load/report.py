# Plimsoll
# SPDX-License-Identifier: Apache-2.0
"""Tables of what was measured, and the bars."""

import math
import statistics

CASES = ["small", "64 KB", "10 MB down", "10 MB up", "new connections", "one at a time", "TLS", "TLS, 64 KB", "HTTP/2", "1000 idle", "10000 idle"]
BEGIN, END = "<!-- load -->", "<!-- end of load -->"


def line(found):
    if found is None:
        return "not served"
    if "each" in found:
        return f"{found['each'] / 1024:.1f} KiB each of {found['count']}, {found['share'] * 100:.1f} % of a processor, failed {found['failed']}"
    return (f"{found['rate']:.0f}/s, {found['cost'] * 1e6:.1f} us of processor time each, p50 {found['p50'] * 1e6:.0f} us, "
            f"p99 {found['p99'] * 1e6:.0f} us, {found['resident'] / 1e6:.1f} MB, failed {found['failed']}")


class Table:
    def __init__(self, threads, figures, direct):
        self.threads, self.direct = threads, direct
        self.figures = {case: {name: median(rounds) for name, rounds in by_name.items()} for case, by_name in figures.items()}

    def text(self):
        rows = [f"### {self.threads} thread{'s' * (self.threads > 1)}", "",
                "| case | proxy | requests/s | processor time a request | p50 | p99 | resident |", "|---|---|---|---|---|---|---|"]
        for case, by_name in self.figures.items():
            for name, found in by_name.items():
                if found is None:
                    rows.append(f"| {case} | {name} | not served | | | | |")
                elif "each" in found:
                    rows.append(f"| {case} | {name} | | {found['share'] * 100:.1f} % of a processor | | | "
                                f"{found['resident'] / 1e6:.1f} MB, {found['each'] / 1024:.1f} KiB each of {found['count']:.0f} |")
                else:
                    slow = "" if math.isnan(found["p99"]) else f"{found['p99'] * 1e6:.0f} us"
                    failed = f" ({found['failed']:.0f} failed)" if found["failed"] else ""
                    rows.append(f"| {case} | {name} | {found['rate']:.0f}{failed} | {found['cost'] * 1e6:.1f} us | "
                                f"{found['p50'] * 1e6:.0f} us | {slow} | {found['resident'] / 1e6:.1f} MB |")
        if self.direct is not None:
            rows.append(f"| one at a time | no proxy | | | {self.direct * 1e6:.0f} us | | |")
        rows += ["", *(f"- {'holds' if holds else '**missed**'}: {text}" for text, holds in self.bars())]
        return "\n".join(rows) + "\n"

    def judge(self):
        return all(holds for _, holds in self.bars())

    def bars(self):
        """What is held to, where both were measured. Of two threads beside a load generator on two processors only costs are judged."""
        def pair(case, name):
            ours, theirs = self.figures.get(case, {}).get("Plimsoll"), self.figures.get(case, {}).get(name)
            return (ours, theirs) if ours and theirs else None

        for case in ("small", "64 KB"):
            if both := pair(case, "HAProxy"):
                ratio = both[0]["cost"] / both[1]["cost"]
                yield f"{case}: processor time a request {ratio:.2f} of HAProxy's (at most 1)", ratio <= 1
            if (both := pair(case, "nginx")) and self.threads == 1:
                ratio = both[0]["p99"] / both[1]["p99"]
                yield f"{case}: p99 {ratio:.2f} of nginx's (at most 1.2)", ratio <= 1.2
        for case in ("10 MB down", "10 MB up"):
            if (both := pair(case, "HAProxy")) and self.threads == 1:
                ratio = both[0]["rate"] / both[1]["rate"]
                yield f"{case}: throughput {ratio:.2f} of HAProxy's (at least 0.9)", ratio >= 0.9
        ours = self.figures.get("one at a time", {}).get("Plimsoll")
        if ours and self.direct is not None and self.threads == 1:
            added = (ours["p50"] - self.direct) * 1e6
            yield f"added latency: {added:.0f} us at the median (at most 100)", added <= 100
        ours = self.figures.get("10000 idle", {}).get("Plimsoll")
        if ours:
            yield f"{ours['count']:,.0f} idle connections: {ours['each'] / 1000:.1f} KB each (at most 10)", ours["each"] <= 10_000 and not ours["failed"]


def median(rounds):
    """Figure by figure; nothing when any round was not served."""
    if any(found is None for found in rounds):
        return None
    return {key: statistics.median(found[key] for found in rounds) for key in rounds[0]}


def write(path, tables):
    with open(path) as file:
        text = file.read()
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    with open(path, "w") as file:
        file.write(before + BEGIN + "\n" + "\n".join(tables) + END + after)
