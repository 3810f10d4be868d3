"""Decimal digits of pi on FLINT's Chudnovsky series, by python-flint: a peer for script/bench.

    pi_flint.py pi chudnovsky DIGITS THREADS

prints DIGITS, nanoseconds to the last decimal (conversion included), the last 15 decimals as a
number, and 0. The SHA-256 of 2^22 decimals is checked.
"""

import hashlib
import math
import sys
import time

from flint import arb, ctx

PUBLISHED = {
    1 << 22: "e346ccbe066c59a70aa0f9d1b1f65e0d1a0b6a896d19e41fa73630c8009175ed"
}


def main(arguments):
    if len(arguments) != 4 or arguments[:2] != ["pi", "chudnovsky"]:
        sys.exit("usage: pi_flint.py pi chudnovsky DIGITS THREADS")
    digits, threads = int(arguments[2]), int(arguments[3])
    ctx.threads = threads
    ctx.prec = math.ceil(digits * math.log2(10)) + 64
    start = time.perf_counter_ns()
    # Ten digits more, so that the last one wanted is not rounded.
    text = arb.pi().str(digits + 10, radius=False)
    nanoseconds = time.perf_counter_ns() - start
    decimals = text[2 : 2 + digits]
    found = hashlib.sha256(decimals.encode()).hexdigest()
    if PUBLISHED.get(digits, found) != found:
        sys.exit(f"pi_flint.py: the SHA-256 of the {digits} decimals is {found}")
    print(digits, nanoseconds, int(decimals[-15:]), 0)


main(sys.argv[1:])
