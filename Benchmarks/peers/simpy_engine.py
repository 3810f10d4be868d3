"""The hold model and the three-node forwarding scenario on SimPy.

Prints: events or packets offered, nanoseconds, packets forwarded, events (0: it does not count
them). SimPy is slow, so it holds fewer events and simulates a tenth of a second; what is compared
is the time for each.
"""

import random
import sys
import time
from collections import deque

import simpy


def hold(pending):
    """Timeouts with a callback, the cheapest events that SimPy has; times in picoseconds."""
    holds, increments = 200_000, 1 << 16
    generator = random.Random(1)
    table = [int(generator.expovariate(1e-6)) for _ in range(increments)]
    environment = simpy.Environment()
    drawn = 0

    def happen(_):
        nonlocal drawn
        drawn += 1
        environment.timeout(table[drawn & (increments - 1)]).callbacks.append(happen)

    for _ in range(pending):
        environment.timeout(int(generator.expovariate(1e-6))).callbacks.append(happen)
    # Once around, as the other engines do it; with very many pending events their first times
    # have the final distribution already, because the exponential one has no memory.
    for _ in range(min(pending, holds)):
        environment.step()
    start = time.perf_counter_ns()
    for _ in range(holds):
        environment.step()
    return holds, time.perf_counter_ns() - start, 0, holds


def forward():
    """One process for the client, one for the router; wires are timeouts with a callback."""
    duration, frame_time, delay, service, ring = 100_000_000_000, 672_000, 500_000, 2_000_000, 512
    environment = simpy.Environment()
    waiting = deque()
    offered = forwarded = dropped = 0
    wake = environment.event()

    def at_router(arrival):
        nonlocal dropped
        if len(waiting) >= ring:
            dropped += 1
            return
        waiting.append(arrival.value)
        if not wake.triggered:
            wake.succeed()

    def at_server(_):
        nonlocal forwarded
        forwarded += 1

    def client():
        nonlocal offered
        while True:
            offered += 1
            environment.timeout(frame_time + delay, environment.now).callbacks.append(at_router)
            yield environment.timeout(frame_time)

    def router():
        nonlocal wake
        while True:
            if not waiting:
                wake = environment.event()
                yield wake
            yield environment.timeout(service)
            sent = waiting.popleft()
            environment.timeout(frame_time + delay, sent).callbacks.append(at_server)

    environment.process(client())
    environment.process(router())
    start = time.perf_counter_ns()
    environment.run(until=duration)
    return offered, time.perf_counter_ns() - start, forwarded, 0


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "hold" and arguments[1].isdecimal():
        print(*hold(int(arguments[1])))
    elif arguments == ["forward"]:
        print(*forward())
    else:
        sys.exit("usage: simpy_engine.py hold PENDING | simpy_engine.py forward")


main(sys.argv[1:])
