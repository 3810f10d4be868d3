#!/usr/bin/env python3
"""Compares `hypertwin kernel forward --live` with other forwarders between network namespaces.

usage: forward.py HYPERTWIN PCAP_FORWARD [ROUNDS [arrival|program]]

Three namespaces of this run's own: generator – router – receiver, joined by veth pairs. In every
round each forwarder in turn is offered 64-byte frames for a second, as many as the generator can
send; what arrives at the receiver's interface is counted by the interface. Two figures are
compared: packets forwarded per second, and packets forwarded per second of the forwarding process's
own processor time, which the generator and other programs change less. Given are medians with their
95 % intervals (order statistics; six rounds at least), and the medians over the rounds of the ratio
to the first line's figure in the same round.

There are three loads. In the first, frames of a flow come in a row; they can be joined again. In
the second, 64 flows take turns after 32 frames. In the third, they take turns after each frame, and
no frame can be joined with the next. Every frame has its own number, time, identification and
checksums. A program in the kernel makes them, which costs the same for all three, so that what is
forwarded is the forwarder's doing and not the generator's. There are two ways:

- `arrival`, the usual one: the router's port has frames as if its driver had just received them
  (`--batching arrival`). Nothing is spent on sending, so that all forwarders have more to do than
  they can, as their loss tells.
- `program`: the generator's port sends them over the veth pair (`--batching program`).

The generator has the first CPU and the forwarder the second; what the kernel does on the way of a
frame it does on the CPU of whoever sends it, the copy to the forwarder's ring too. Frames are
addressed to stations that are nobody's, so that no IP stack spends time on them behind the taps of
the forwarder and at the receiver; only for the kernel's own forwarding the router's station is
meant.

Before, each forwarder is checked under each load: of frames at a rate that all of them keep up
with, each must arrive once and whole, by its number and checksums.

A peer that is missing is left out. Needs root and iproute2; 198.18.0.0/15 is all it addresses. It
ends by itself, and its namespaces go with it, whatever ends it but SIGKILL; those that a killed run
has left, the next one removes.
"""

import json
import math
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SECONDS = 1
# Frames of a check, per second and in all, and how often a check may fail before it counts: a busy
# machine makes the best of them lose some.
CHECK_RATE, CHECK_FRAMES, CHECK_TRIALS = 4_000, 2_000, 3
# No forwarder takes longer for a round than this; then the run is given up.
ROUND = 15
# How long a forwarder may take to be ready, and to move what is in its rings at the end.
START, SETTLE = 0.7, 0.2
NAMES = ("generator", "router", "receiver")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
# Title, and what the generator is told.
LOADS = (
    ("one flow, frames in a row that can be joined", []),
    ("64 flows, 32 frames of each in a row", ["--flows", "64", "--train", "32"]),
    ("64 flows in turn", ["--flows", "64"]),
)


def run(*command):
    """Runs a program that sets something up, and returns what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return done.stdout


class Network:
    """Three namespaces of this run's own: generator.out – router.left, router.right – receiver.in."""

    def __init__(self, method):
        # Where the generator is, and how it makes frames.
        self.load_space = "router" if method == "arrival" else "generator"
        self.load_options = ["--on", "left" if method == "arrival" else "out", "--batching", method]
        self.spaces = {name: f"hypertwin-bench-{os.getpid()}-{name}" for name in NAMES}
        self.made = []

    def __enter__(self):
        self.sweep()
        try:
            self.make()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def make(self):
        for space in self.spaces.values():
            run("ip", "netns", "add", space)
            self.made.append(space)
            self.write(space, "net/ipv6/conf/default/disable_ipv6", 1)
        for here, name, there, peer in (("generator", "out", "router", "left"),
                                        ("router", "right", "receiver", "in")):
            run("ip", "-n", self.spaces[here], "link", "add", "name", name, "type", "veth",
                "peer", "name", peer, "netns", self.spaces[there])
        for number, (space, name) in enumerate((("generator", "out"), ("router", "left"),
                                                ("router", "right"), ("receiver", "in")), 1):
            self.ip(space, "link", "set", name, "address", self.station(number), "up")
        # Joined frames are cut before they leave.
        for space, name in (("generator", "out"), ("router", "right"), ("router", "left")):
            run("ip", "netns", "exec", self.spaces[space], "ethtool", "-K", name,
                "tx-udp-segmentation", "off")
        # The router's side takes what a program makes, and leaves it as it is.
        for feature, value in (("gro", "on"), ("rx-udp-gro-forwarding", "off"),
                               ("rx-gro-list", "off")):
            run("ip", "netns", "exec", self.spaces["router"], "ethtool", "-K", "left", feature,
                value)

    def remove(self):
        # Nothing may come between.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        while self.made:
            subprocess.run(["ip", "netns", "delete", self.made.pop()], check=False)

    @staticmethod
    def sweep():
        """Removes namespaces of runs that were killed."""
        for line in run("ip", "netns", "list").splitlines():
            found = re.match(r"hypertwin-bench-(\d+)-(generator|router|receiver)\b", line)
            if found and not os.path.exists(f"/proc/{found.group(1)}"):
                run("ip", "netns", "delete", found.group(0))

    @staticmethod
    def station(number):
        return f"02:00:00:00:0b:0{number}"

    def ip(self, space, *arguments):
        return run("ip", "-n", self.spaces[space], *arguments)

    def command(self, space, cpu, *command):
        """The command line that runs a program in a namespace on one CPU."""
        pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
        return ["ip", "netns", "exec", self.spaces[space], *pinned, *command]

    @staticmethod
    def write(space, key, value):
        run("ip", "netns", "exec", space, "sh", "-c", f"echo {value} > /proc/sys/{key}")

    def steer(self, space, name, cpus):
        """Has the kernel handle what comes in on other CPUs, a mask (receive packet steering)."""
        run("ip", "netns", "exec", self.spaces[space], "sh", "-c",
            f"echo {cpus:x} > /sys/class/net/{name}/queues/rx-0/rps_cpus")

    def arrived(self):
        """Frames that the receiver's interface has counted."""
        links = json.loads(self.ip("receiver", "-s", "-j", "link", "show", "dev", "in"))
        return links[0]["stats64"]["rx"]["packets"]


class Result:
    """What one run of one forwarder did."""

    def __init__(self, offered, sent, arrived, seconds):
        # Per second of sending: offered to the forwarder and arrived behind it.
        self.offered = offered / SECONDS
        self.forwarded = arrived / SECONDS
        # Also what announces the end has arrived, so that it may be less than nothing.
        self.loss = max(0.0, 1 - arrived / sent) if sent else None
        # Per second of the forwarding process's processor time, the kernel's work for it included.
        self.efficiency = arrived / seconds if seconds else None


class Forwarder:
    """Something that forwards, as a process, or the kernel's own doing."""

    def __init__(self, name, command=None, enter=None, leave=None, station=8, newline=False):
        self.name = name
        self.command = command
        self.enter = enter or (lambda network: None)
        self.leave = leave or (lambda network: None)
        # The station that frames are addressed to.
        self.station = station
        # Whether a line, rather than a signal, ends it.
        self.newline = newline

    def measure(self, network, program, load):
        """Offers as much as goes, and counts what arrives."""
        return self.forwarding(network, lambda process: self.offer(network, program, load, process))

    def check(self, network, program, load):
        """Whether each frame arrives once and whole; ends the run if not."""
        for _ in range(CHECK_TRIALS):
            complaint = self.forwarding(
                network, lambda process: self.account(network, program, load))
            if complaint is None:
                return
        raise SystemExit(f"{self.name}: {complaint}")

    def forwarding(self, network, work):
        """Does work while this forwards, which is given the process, if there is one."""
        self.enter(network)
        try:
            with tempfile.TemporaryFile("w+") as errors:
                process = self.start(network, errors)
                try:
                    time.sleep(START * (3 if self.newline else 1))
                    if process and process.poll() is not None:
                        errors.seek(0)
                        raise SystemExit(
                            f"{self.name} ended with {process.returncode}: {errors.read()}")
                    return work(process)
                finally:
                    if process:
                        self.end(process)
        finally:
            self.leave(network)

    def start(self, network, errors):
        if not self.command:
            return None
        return subprocess.Popen(
            network.command("router", None if self.newline else 1, *self.command),
            stdin=subprocess.PIPE if self.newline else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=errors)

    def send(self, network, program, load, *options):
        """Sends frames, and returns what the generator says of them."""
        done = subprocess.run(
            network.command(
                network.load_space, 0, program, "kernel", "traffic", "send", *network.load_options,
                "--size", "64 B", *load, *options, "--station",
                network.station(self.station), "--format", "json"),
            capture_output=True, text=True, timeout=60, check=False)
        # A rate that was not reached makes the exit status 1, and does not matter here.
        if not done.stdout:
            raise SystemExit(f"the generator ended with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)["sent"]

    def offer(self, network, program, load, process):
        used = self.spent(process)
        before = network.arrived()
        sent = self.send(network, program, load, "--rate", "max", "--seconds", str(SECONDS))
        time.sleep(SETTLE)
        arrived = network.arrived() - before
        used = self.spent(process) - used if process else None
        return Result(sent["packets_per_second"] * SECONDS, sent["packets"], arrived, used)

    def account(self, network, program, load):
        """What is wrong with the frames that arrive; nothing where each does, once and whole."""
        receiver = subprocess.Popen(
            network.command("receiver", None, program, "kernel", "traffic", "receive", "--on", "in",
                            "--seconds", "10", "--format", "json"),
            stdout=subprocess.PIPE, text=True)
        time.sleep(START)
        sent = self.send(network, program, load, "--rate", f"{CHECK_RATE} packet/s", "--packets",
                         str(CHECK_FRAMES), "--burst", "32", "--seconds", "5")
        received = json.loads(receiver.communicate(timeout=30)[0])["received"]
        wrong = {key: received[key] for key in ("lost", "duplicates", "corrupted")}
        if sent["packets"] != CHECK_FRAMES or received["packets"] != CHECK_FRAMES \
                or any(wrong.values()):
            return (f"of {CHECK_FRAMES} frames {sent['packets']} were sent and "
                    f"{received['packets']} arrived: {wrong}")
        return None

    @staticmethod
    def spent(process):
        """Seconds of processor time that a process has taken so far, on behalf of all its threads.

        It is counted while frames are offered: start and end, which differ, are left out.
        """
        if process is None:
            return 0.0
        total = 0
        for thread in os.listdir(f"/proc/{process.pid}/task"):
            # Nanoseconds on a CPU, more precise than the ticks of /proc/PID/stat.
            with open(f"/proc/{process.pid}/task/{thread}/schedstat", encoding="ascii") as file:
                total += int(file.read().split()[0])
        return total / 1e9

    def end(self, process):
        if process.poll() is not None:
            return
        if self.newline:
            process.stdin.write(b"\n")
            process.stdin.close()
        else:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kernel_routes(network, is_on):
    """Makes the router's kernel a router, on the second CPU, or no more."""
    action = "add" if is_on else "del"
    for name, address in (("left", "198.18.0.254/24"), ("right", "198.19.0.254/16")):
        network.ip("router", "address", action, address, "dev", name)
    neighbours = [f"198.19.{number // 256}.{number % 256}" for number in range(1, 257)]
    with tempfile.NamedTemporaryFile("w") as batch:
        if is_on:
            batch.writelines(f"neigh replace {address} lladdr {network.station(9)} dev right\n"
                             for address in neighbours)
            batch.flush()
            network.ip("router", "-batch", batch.name)
    network.write(network.spaces["router"], "net/ipv4/ip_forward", int(is_on))
    network.steer("router", "left", 2 if is_on else 0)


def kernel_bridges(network, is_on):
    """Makes the router's kernel a bridge, on the second CPU, or no more."""
    if is_on:
        network.ip("router", "link", "add", "name", "bridge", "type", "bridge")
        for name in ("left", "right"):
            network.ip("router", "link", "set", name, "master", "bridge")
        network.ip("router", "link", "set", "bridge", "up")
    else:
        network.ip("router", "link", "delete", "bridge")
    network.steer("router", "left", 2 if is_on else 0)


def forwarders(program, peer, routes):
    """All that this machine has; the first is what the others are compared with."""
    live = [program, "kernel", "forward", "--live", "--in", "left", "--out", "right", "--routes",
            routes, "--seconds", "60"]
    found = []
    if os.path.exists(peer):
        found.append(Forwarder("libpcap, plain C loop", [
            peer, "left", "right", Network.station(8), Network.station(9), "60"]))
    found += [
        Forwarder("Hypertwin, libpcap", live + ["--engine", "pcap"]),
        Forwarder("Hypertwin, rings", live + ["--engine", "ring"]),
        Forwarder("Hypertwin, rings and AF_XDP", live + ["--engine", "xdp"]),
        Forwarder("Hypertwin, rings, joined", live + ["--batching", "segments"]),
        Forwarder("Hypertwin, by turns (default)", live + ["--engine", "adaptive"]),
    ]
    if shutil.which("dpdk-testpmd"):
        # Its main thread waits on the first CPU; the other one forwards, and never sleeps.
        found.append(Forwarder("DPDK testpmd, mac (no LPM)", [
            "dpdk-testpmd", "--no-huge", "--no-pci", "-m", "256", "--no-telemetry", "-l", "0,1",
            f"--file-prefix=hypertwin-bench-{os.getpid()}",
            "--vdev=net_af_packet0,iface=left,qdisc_bypass=1",
            "--vdev=net_af_packet1,iface=right,qdisc_bypass=1",
            "--", "--forward-mode=mac", "--nb-cores=1", "--total-num-mbufs=16384",
            f"--eth-peer=0,{Network.station(1)}", f"--eth-peer=1,{Network.station(9)}",
        ], newline=True))
    else:
        print("Not installed, left out: DPDK testpmd (apt-get install dpdk-dev)")
    return found + [
        Forwarder("kernel, IP forwarding", enter=lambda network: kernel_routes(network, True),
                  leave=lambda network: kernel_routes(network, False), station=2),
        Forwarder("kernel, bridge (no routing)",
                  enter=lambda network: kernel_bridges(network, True),
                  leave=lambda network: kernel_bridges(network, False), station=9),
    ]


def interval(values):
    """The 95 % interval of the median by order statistics; none for fewer than six values."""
    count = len(values)
    tail = 0
    for rank in range(count // 2):
        tail += math.comb(count, rank) / 2 ** count
        if tail > 0.025:
            return (sorted(values)[rank - 1], sorted(values)[count - rank]) if rank > 0 else None
    return None


class Table:
    """The figures of all forwarders under one load."""

    def __init__(self, title, names, results):
        self.title = title
        self.names = names
        self.results = results

    def figure(self, name, field, scale):
        """The median, its interval, and the median ratio to the first forwarder's."""
        values = [getattr(run, field) for run in self.results[name]]
        if None in values:
            return "–", "–", "–"
        first = [getattr(run, field) for run in self.results[self.names[0]]]
        ends = interval(values)
        return (f"{statistics.median(values) / scale:,.0f}",
                f"{ends[0] / scale:,.0f}–{ends[1] / scale:,.0f}" if ends else "–",
                f"{statistics.median(mine / other for mine, other in zip(values, first)):.2f}")

    def show(self):
        print(f"\n64-byte frames, {self.title}; medians of {len(self.results[self.names[0]])} "
              "rounds, thousands of packets\n")
        head = ("forwarder", "offered/s", "forwarded/s", "95 %", "ratio", "loss",
                "per CPU second", "95 %", "ratio")
        rows = [head]
        for name in self.names:
            offered = statistics.median(run.offered for run in self.results[name]) / 1e3
            loss = statistics.median(run.loss for run in self.results[name])
            rows.append((name, f"{offered:,.0f}", *self.figure(name, "forwarded", 1e3),
                         f"{loss:.1%}", *self.figure(name, "efficiency", 1e3)))
        widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
        for row in rows:
            print("  ".join(cell.ljust(width) if column == 0 else cell.rjust(width)
                            for column, (cell, width) in enumerate(zip(row, widths))), flush=True)


def write_routes(path):
    """A router with the eight routes that the libpcap loop has."""
    lines = [f"interface left mac {Network.station(8)} address 198.18.0.254/24",
             "interface right address 198.19.255.254/24",
             f"neighbour 198.19.255.1 mac {Network.station(9)} dev right",
             "198.19.0.0/16 via 198.19.255.1 dev right"]
    lines += [f"198.19.128.{16 * number}/28 via 198.19.255.1 dev right" for number in range(7)]
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


def stop(number, _):
    raise SystemExit(128 + number)


def main():
    program, peer = (os.path.abspath(path) for path in sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    method = sys.argv[4] if len(sys.argv) > 4 else "arrival"
    if method not in ("arrival", "program"):
        raise SystemExit(f"forward.py: {method} is no way to make frames: arrival or program")
    for number in SIGNALS:
        signal.signal(number, stop)
    with tempfile.TemporaryDirectory() as folder, Network(method) as network:
        routes = os.path.join(folder, "routes.txt")
        write_routes(routes)
        all_forwarders = forwarders(program, peer, routes)
        # A trial of a check takes as long as a round.
        signal.alarm((rounds + CHECK_TRIALS) * len(LOADS) * len(all_forwarders) * ROUND)
        names = [forwarder.name for forwarder in all_forwarders]
        for title, load in LOADS:
            print(f"\n{title}", flush=True)
            for forwarder in all_forwarders:
                forwarder.check(network, program, load)
            print(f"  checked: {CHECK_FRAMES:,} frames arrive once and whole through each forwarder",
                  flush=True)
            results = {name: [] for name in names}
            for number in range(rounds):
                # Each round begins with another, so that none always follows the same.
                turn = number % len(names)
                for forwarder in all_forwarders[turn:] + all_forwarders[:turn]:
                    result = forwarder.measure(network, program, load)
                    results[forwarder.name].append(result)
                    print(f"  round {number + 1} of {rounds}: {forwarder.name}: "
                          f"{result.forwarded / 1e3:,.0f} of {result.offered / 1e3:,.0f} k/s",
                          flush=True)
            Table(title, names, results).show()


if __name__ == "__main__":
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise SystemExit("forward.py: needs root and iproute2 to make network namespaces")
    if (os.cpu_count() or 1) < 2:
        raise SystemExit("forward.py: needs two CPUs, for the generator and the forwarder")
    main()
