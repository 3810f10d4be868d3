import FoundationEssentials

@testable import Hardware

/// A folder with made-up files of /proc and /sys, deleted with the value.
final class MadeUpMachine: Sendable {
  let root: String

  /// A machine that is as it should be, with `changes` to its files; nil deletes one.
  init(_ changes: [String: String?] = [:]) throws {
    root = FileManager.default.temporaryDirectory.path + "/hypertwin-machine-\(UUID().uuidString)"
    var files = Self.good
    for (path, text) in changes { files[path] = text }
    for (path, text) in files {
      let file = root + path
      let folder = file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex)
      try FileManager.default.createDirectory(
        atPath: String(folder), withIntermediateDirectories: true)
      try (text + "\n").write(toFile: file, atomically: false, encoding: .utf8)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  var files: SystemFiles { SystemFiles(root: root) }

  var reader: EnvironmentReader {
    EnvironmentReader(files: files) { arguments in
      arguments.first == "tc"
        ? .known("qdisc mq 0: root\n\n") : .unknown("\(arguments[0]) is not installed")
    }
  }

  private static let cpu = "/sys/devices/system/cpu"

  static let good: [String: String] = [
    "/proc/cpuinfo": "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: EPYC  7543\n"
      + "microcode\t: 0xa0011d1\nflags\t\t: fpu svm\nbugs\t\t: spectre_v1\ncpu family\t: 25",
    "/proc/cmdline": "quiet isolcpus=2-3", "/proc/loadavg": "0.10 0.2 0.3 1/100 7",
    "/proc/sys/kernel/osrelease": "6.1.0", "/proc/sys/kernel/version": "#1 SMP",
    "/proc/meminfo": "MemTotal:       65536000 kB\nMemAvailable:   60000000 kB\n"
      + "Hugepagesize:       2048 kB",
    "/proc/swaps": "Filename\tType\tSize\tUsed\tPriority", "/proc/1/comm": "init",
    "/proc/sys/vm/nr_hugepages": "512", "/proc/sys/vm/swappiness": "60",
    "/proc/irq/default_smp_affinity": "3", "/proc/irq/24/smp_affinity_list": "0-1",
    "/proc/net/route": "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n"
      + "eth0\t00000000\t0101A8C0\t0003\t0\t57\t0\t00000000",
    "/proc/stat": "cpu  100 0 50 800 0 0 0 0 0 0\ncpu0 1 2 3\nctxt 1000\n",
    "/proc/vmstat": "pswpin 5\npswpout 6",
    "\(cpu)/vulnerabilities/meltdown": "Not affected", "\(cpu)/online": "0-3",
    "\(cpu)/isolated": "2-3", "\(cpu)/nohz_full": "2-3", "\(cpu)/smt/active": "0",
    "\(cpu)/smt/control": "off", "\(cpu)/cpu0/topology/core_id": "0",
    "\(cpu)/cpu0/cpufreq/scaling_governor": "performance",
    "\(cpu)/cpu10/cpufreq/scaling_governor": "performance",
    "\(cpu)/cpu2/cpufreq/scaling_governor": "performance",
    "\(cpu)/cpufreq/boost": "0", "\(cpu)/cpu0/cpuidle/state0/name": "POLL",
    "\(cpu)/cpu0/cpuidle/state0/latency": "0", "\(cpu)/cpu0/cpuidle/state0/disable": "0",
    "\(cpu)/cpu0/cpuidle/state1/name": "C2", "\(cpu)/cpu0/cpuidle/state1/latency": "400",
    "\(cpu)/cpu0/cpuidle/state1/disable": "1",
    "\(cpu)/cpu0/cache/index0/level": "1", "\(cpu)/cpu0/cache/index0/size": "32K",
    "\(cpu)/cpu0/cache/index3/level": "3", "\(cpu)/cpu0/cache/index3/size": "262144K",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    "/sys/kernel/mm/ksm/run": "0", "/dev/kvm": "",
    "/sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
    "/sys/class/net/eth0/mtu": "1500",
  ]
}
