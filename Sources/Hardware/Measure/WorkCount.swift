import Libvirt

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// How many instructions a machine whose clocks count them has executed, and for whom.
///
/// On such a machine time goes on by 1 ns for each instruction, and with the machine below while
/// the processor has nothing to do. So what it executed is the time that it was not idle.
struct WorkCount: Hashable {
  /// All that was executed, in instructions.
  var total: Double
  /// What single threads or domains executed, which is part of `total`, by what they do.
  var parts: [String: Double]

  /// Xen's own domain, by the UUID that every Xen gives it.
  private static let controlDomain = "00000000-0000-0000-0000-000000000000"

  /// What was executed since `before`.
  func since(_ before: WorkCount) -> WorkCount {
    WorkCount(
      total: total - before.total,
      parts: parts.reduce(into: [:]) { parts, part in
        if let old = before.parts[part.key] { parts[part.key] = part.value - old }
      })
  }

  /// The machine as it is now, with the guests of `watch`.
  ///
  /// - Throws: `MeasureError.unsupported` where the kernel or libvirt does not tell.
  static func now(_ watch: SampleWatch) throws(MeasureError) -> WorkCount {
    if let domain = watch.guests.lazy.compactMap(\.domain).first, domain.connection.isXen {
      return try xen(domain.connection, watch)
    }
    guard let idle = idle(in: watch.files.text("/proc/timer_list").value ?? "") else {
      throw .unsupported([
        "instructions: /proc/timer_list does not say how long processors were idle; "
          + "run as root on a kernel with CONFIG_NO_HZ_COMMON and high-resolution timers"
      ])
    }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    let now = Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    let total = now * Double(idle.processors) - idle.nanoseconds
    // Without guests, all that runs on Xen is its own domain.
    return WorkCount(
      total: total, parts: isControlDomain(watch.files) ? ["dom0": total] : threads(watch))
  }

  /// Whether this machine is Xen's own domain, by what Linux says there.
  private static func isControlDomain(_ files: SystemFiles) -> Bool {
    files.text("/proc/xen/capabilities").value?.contains("control_d") ?? false
  }

  /// The time that Xen's domains ran. What Xen does while none runs is not in it.
  private static func xen(
    _ connection: Connection, _ watch: SampleWatch
  ) throws(MeasureError) -> WorkCount {
    var count = WorkCount(total: 0, parts: [:])
    do throws(LibvirtError) {
      for domain in try connection.domains() {
        let time = Double(try domain.processorTime())
        count.total += time
        if domain.uuid.description == controlDomain { count.parts["dom0"] = time }
        if watch.guests.contains(where: { $0.domain?.uuid == domain.uuid }) {
          count.parts["guest", default: 0] += time
        }
      }
    } catch {
      throw .step(error.description)
    }
    guard count.parts["dom0"] != nil else {
      throw .unsupported(["instructions: libvirt does not tell how long Xen's dom0 ran"])
    }
    return count
  }

  /// The time that processors were idle, of what /proc/timer_list says, and how many they are; nil
  /// where it says nothing.
  static func idle(in text: String) -> (nanoseconds: Double, processors: Int)? {
    let times = text.split(separator: "\n").compactMap { line -> Double? in
      let words = line.split { $0 == " " || $0 == ":" }
      guard words.first == ".idle_sleeptime", words.count > 1 else { return nil }
      return Double(words[1])
    }
    return times.isEmpty ? nil : (times.reduce(0, +), times.count)
  }

  /// The time that QEMU's threads ran: of each, the first number of its schedstat, in nanoseconds.
  private static func threads(_ watch: SampleWatch) -> [String: Double] {
    var parts: [String: Double] = [:]
    func add(_ role: String, _ path: String) {
      let words = watch.files.text(path).value?.split(separator: " ") ?? []
      if let time = words.first.flatMap({ Double($0) }) { parts[role, default: 0] += time }
    }
    for guest in watch.guests {
      guard let process = guest.process else { continue }
      let folder = "/proc/\(process)/task"
      for name in watch.files.names(folder).names ?? [] {
        guard let id = Int32(name), let comm = watch.files.text("\(folder)/\(name)/comm").value
        else { continue }
        let thread = CounterChange.Thread(process: process, id: id, name: comm, time: 0)
        let role = WatchChange.role(of: thread, in: process)
        add(role.hasPrefix("vcpu") ? "vcpu" : role, "\(folder)/\(name)/schedstat")
      }
    }
    for thread in watch.kernelThreads {
      add("vhost", "/proc/\(thread.process)/schedstat")
    }
    return parts
  }
}
