# Plimsoll
# SPDX-License-Identifier: Apache-2.0
#
# Arrays made, multiplied, sorted and dropped.
import sys

import numpy

random = numpy.random.default_rng(1)
for _ in range(int(sys.argv[1])):
    square = random.random((600, 600))
    square = square @ square
    many = random.random(1_000_000)
    many.sort()
    total = (many * 2 + 1).sum() + square.sum()
