# Plimsoll
# SPDX-License-Identifier: Apache-2.0
#
# Objects made and dropped: records of text and numbers, sorted, grouped and joined.
import random
import sys

random.seed(1)
for _ in range(int(sys.argv[1])):
    records = [{"name": f"name {number}", "value": random.random(), "tags": [number % 7, number % 11]} for number in range(60_000)]
    records.sort(key=lambda record: record["value"])
    groups = {}
    for record in records:
        groups.setdefault(record["tags"][0], []).append(record["name"])
    text = "\n".join(",".join(names) for names in groups.values())
