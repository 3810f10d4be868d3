#!/usr/bin/env python3
"""Compares `hypertwin kernel traffic` with iperf3 and trafgen between two network namespaces.

usage: traffic.py HYPERTWIN [ROUNDS]

Every program sends as fast as it can for a second, over the same veth pair, one after the other in
each round, so that a slow minute of the machine hits all of them. Medians are compared: packets per
second, and the sending process's processor time for a packet, which other programs on the machine
change less. A ratio above 1 is in favour of the program in that line over the first. Needs root,
iproute2, ethtool, iperf3 and netsniff-ng; a peer that is missing is left out.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS = 1
# What trafgen sends at least: it counts packets, not seconds.
TRAFGEN_PACKETS = 200_000
# Ethernet, IPv4 and UDP headers and the CRC.
OVERHEAD = 46


class Network:
    """Two namespaces of this run's own with a veth pair between them."""

    def __init__(self):
        self.left = f"hypertwin-bench-{os.getpid()}-left"
        self.right = f"hypertwin-bench-{os.getpid()}-right"

    def __enter__(self):
        for name in (self.left, self.right):
            run("ip", "netns", "add", name)
            self.inside(name, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6")
        run("ip", "-n", self.left, "link", "add", "name", "eth0", "type", "veth",
            "peer", "name", "eth0", "netns", self.right)
        for number, name in enumerate((self.left, self.right), 1):
            run("ip", "-n", name, "address", "add", f"198.18.0.{number}/24", "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
        return self

    def __exit__(self, *_):
        for name in (self.left, self.right):
            subprocess.run(["ip", "netns", "delete", name], check=False)

    def inside(self, name, *command):
        run("ip", "netns", "exec", name, *command)

    def features(self, *features):
        """Turns features of the sending interface on or off."""
        self.inside(self.left, "ethtool", "-K", "eth0", *features)

    def takes_programs(self, value):
        """Whether the receiving interface takes what a program makes: then its frames come in
        another way, which only who sends so is to have."""
        self.inside(self.right, "ethtool", "-K", "eth0", "gro", value)


def run(*command):
    """Runs a program that sets something up."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")


class Result:
    """What one run of one program did: per second, and with how much of a processor."""

    def __init__(self, sent, arrived=None, nanoseconds=None):
        self.sent = sent
        self.arrived = arrived
        # Processor time of the sending process for a packet, the kernel's work for it included.
        self.nanoseconds = nanoseconds


def timed(network, *command):
    """Runs a sender; returns what it printed and the processor seconds it took."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            ["ip", "netns", "exec", network.left, *command], stdout=output,
            stderr=subprocess.STDOUT if command[0] == "trafgen" else None)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return output.read(), usage.ru_utime + usage.ru_stime


def receiver(network, *command):
    """Starts the other end, which ends by itself when the sender has."""
    process = subprocess.Popen(
        ["ip", "netns", "exec", network.right, *command], stdout=subprocess.PIPE, text=True)
    time.sleep(0.5)
    return process


def hypertwin(network, program, size, batching):
    other = receiver(network, program, "kernel", "traffic", "receive", "--on", "eth0",
                     "--seconds", "20", "--format", "json")
    # Whatever was offered is what is measured, so the exit status does not matter.
    text, seconds = timed(
        network, program, "kernel", "traffic", "send", "--on", "eth0", "--rate", "max",
        "--size", f"{size} B", "--seconds", str(SECONDS), "--batching", batching,
        "--format", "json")
    sent = json.loads(text)["sent"]
    received = json.loads(other.communicate(timeout=30)[0])["received"]
    return Result(sent["packets_per_second"], received["packets"] / sent["seconds"],
                  seconds / sent["packets"] * 1e9)


def hypertwin_program(network, program, size):
    network.takes_programs("on")
    try:
        return hypertwin(network, program, size, "program")
    finally:
        network.takes_programs("off")


def iperf3_udp(network, size):
    other = receiver(network, "iperf3", "-s", "-1")
    text, seconds = timed(
        network, "iperf3", "-c", "198.18.0.2", "-u", "-b", "0", "-l", str(size - OVERHEAD),
        "-t", str(SECONDS), "-J")
    other.communicate(timeout=30)
    end = json.loads(text)["end"]["sum"]
    return Result(end["packets"] / end["seconds"],
                  (end["packets"] - end["lost_packets"]) / end["seconds"],
                  seconds / end["packets"] * 1e9)


def trafgen(network, size):
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write("{ eth(da=02:48:54:00:00:02, sa=02:48:54:00:00:01), "
                   "ipv4(sa=198.18.0.1, da=198.19.0.1), udp(sp=49152, dp=9), "
                   f"fill(0, {size - OVERHEAD}) }}\n")
        file.flush()
        text, seconds = timed(
            network, "trafgen", "-i", file.name, "-o", "eth0", "-n", str(TRAFGEN_PACKETS),
            "-P", "1")
    packets = int(re.search(r"(\d+) packets outgoing", text).group(1))
    took = re.search(r"(\d+) sec, (\d+) usec on CPU0", text)
    return Result(packets / (int(took.group(1)) + int(took.group(2)) / 1e6),
                  nanoseconds=seconds / packets * 1e9)


def iperf3_tcp(network, streams):
    other = receiver(network, "iperf3", "-s", "-1")
    text, _ = timed(
        network, "iperf3", "-c", "198.18.0.2", "-P", str(streams), "-t", str(SECONDS), "-J")
    other.communicate(timeout=30)
    return Result(json.loads(text)["end"]["sum_received"]["bits_per_second"])


def hypertwin_tcp(network, program, streams):
    other = receiver(network, program, "kernel", "traffic", "tcp-receive", "--address",
                     "198.18.0.2", "--seconds", "30")
    text, _ = timed(
        network, program, "kernel", "traffic", "tcp-send", "--to", "198.18.0.2",
        "--streams", str(streams), "--seconds", str(SECONDS), "--format", "json")
    other.communicate(timeout=30)
    return Result(json.loads(text)["goodput_bits_per_second"])


def compare(title, unit, programs, rounds):
    """Runs all programs alternately and prints their medians; ratios are to the first's."""
    results = {name: [] for name, _ in programs}
    for _ in range(rounds):
        for name, measure in programs:
            results[name].append(measure())

    def middle(runs, field):
        values = [getattr(run, field) for run in runs if getattr(run, field) is not None]
        return statistics.median(values) if values else None

    def show(value, width, digits=0):
        return f"{'–':>{width}}" if value is None else f"{value:{width},.{digits}f}"

    def ratio(value, base):
        return value / base if value and base else None

    print(f"\n{title}\n")
    print(f"{'program':28}{unit + '/s sent':>16}{'lowest–highest':>18}{'ratio':>7}"
          f"{'arrived/s':>15}{'ratio':>7}{'CPU ns':>8}{'ratio':>7}")
    first = next(iter(results.values()))
    for name, runs in results.items():
        sent, arrived, cost = (middle(runs, field) for field in ("sent", "arrived", "nanoseconds"))
        scale, prefix = (1e6, "M") if sent > 1e7 else (1e3, "k")
        spread = (f"{min(run.sent for run in runs) / scale:,.0f}–"
                  f"{max(run.sent for run in runs) / scale:,.0f} {prefix}")
        print(f"{name:28}{show(sent, 16)}{spread:>18}{show(ratio(sent, middle(first, 'sent')), 7, 2)}"
              f"{show(arrived, 15)}{show(ratio(arrived, middle(first, 'arrived')), 7, 2)}"
              f"{show(cost, 8)}{show(ratio(middle(first, 'nanoseconds'), cost), 7, 2)}")


def main():
    program = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    present = {tool: shutil.which(tool) is not None for tool in ("iperf3", "trafgen", "ethtool")}
    for tool, package in (("iperf3", "iperf3"), ("trafgen", "netsniff-ng"), ("ethtool", "ethtool")):
        if not present[tool]:
            print(f"Not installed, left out: {tool} (apt-get install {package})")
    with Network() as network:
        if present["ethtool"]:
            # Or joined frames would reach the receiver as they are.
            network.features("tx-udp-segmentation", "off")
        for size in (64, 1518):
            programs = []
            if present["iperf3"]:
                programs.append(("iperf3 -u", lambda: iperf3_udp(network, size)))
            if present["trafgen"]:
                programs.append(("trafgen (nobody receives)", lambda: trafgen(network, size)))
            programs.append(("Hypertwin", lambda: hypertwin(network, program, size, "frames")))
            if present["ethtool"]:
                programs.append(("Hypertwin, joined frames",
                                 lambda: hypertwin(network, program, size, "segments")))
                programs.append(("Hypertwin, by a program",
                                 lambda: hypertwin_program(network, program, size)))
            compare(f"UDP, frames of {size} B between two namespaces, as fast as it goes",
                    "packet", programs, rounds)
        for streams in (1, 4):
            programs = []
            if present["iperf3"]:
                programs.append(("iperf3", lambda: iperf3_tcp(network, streams)))
            programs.append(("Hypertwin", lambda: hypertwin_tcp(network, program, streams)))
            compare(f"TCP, {streams} streams between two namespaces", "bit", programs, rounds)


if __name__ == "__main__":
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise SystemExit("traffic.py: needs root and iproute2 to make network namespaces")
    main()
