/// What a guest's kernel is told when it starts.
public enum KernelCommandLine {
  /// The guest's terminal that its agent speaks on.
  public enum Console: String, Hashable, Sendable, CaseIterable {
    /// The first serial port of a PC: QEMU, and Xen's HVM guests.
    case serial = "ttyS0"
    /// Xen's console: PV and PVH guests.
    case xen = "hvc0"
  }

  /// The words for a guest with that console.
  ///
  /// Nothing of them changes how fast the guest is once it has started: they silence the console,
  /// make a panic end the guest, and leave out what only takes time at the start.
  public static func text(console: Console) -> String {
    var words = [
      "console=\(console.rawValue)",
      // Emergencies alone are printed; a panic restarts at once, and so ends the domain.
      "quiet", "loglevel=1", "panic=-1",
      // The processor's own random numbers begin the pool, and nobody waits for it.
      "random.trust_cpu=on",
      // Interfaces keep the kernel's names.
      "net.ifnames=0",
    ]
    if console == .serial {
      // A keyboard and a mouse are not there, and one serial port is.
      words += ["8250.nr_uarts=1", "i8042.noaux", "i8042.nokbd", "no_timer_check"]
    }
    return words.joined(separator: " ")
  }
}
