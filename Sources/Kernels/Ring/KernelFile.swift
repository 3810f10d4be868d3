internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// An open file that stands for a program of the kernel's own machine, or for its memory; both go
/// when nobody has it open any more.
struct KernelFile: ~Copyable {
  let number: Int32

  /// The file that a system call has returned, or the error whose negative errno it has.
  init(_ result: Int32, _ operation: String, interface: String) throws(PacketRingError) {
    number = result
    if result < 0 { throw Self.error(result, operation, interface: interface) }
  }

  deinit { if number >= 0 { close(number) } }

  /// What a negative errno of the kernel's own machine means.
  static func error(_ code: Int32, _ operation: String, interface: String) -> PacketRingError {
    switch -code {
    case EPERM, EACCES:
      return .setting(
        "\(interface): no permission for a program that makes frames; run as root, or give the "
          + "program the capabilities with: setcap cap_net_raw,cap_net_admin,cap_bpf,"
          + "cap_perfmon+ep PROGRAM; or send without one (--batching frames)")
    // Kernels that do not know the way to run a program call the request invalid.
    case EINVAL, ENOSYS, EOPNOTSUPP:
      return .setting(
        "\(interface): this kernel has no programs that make frames (Linux 5.18 with "
          + "CONFIG_BPF_SYSCALL); send without one (--batching frames)")
    default: return PacketRingError(errno: -code, operation: operation, interface: interface)
    }
  }
}

/// Memory that a program of the kernel's own machine and this process share, zero at first.
struct SharedFrames: ~Copyable {
  let file: KernelFile
  let start: UnsafeMutableRawPointer
  private let bytes: Int

  init(bytes: Int, interface: String) throws(PacketRingError) {
    let file = try KernelFile(
      hypertwin_frames_share(UInt32(bytes)), "sharing memory with the kernel",
      interface: interface)
    let memory = mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file.number, 0)
    guard let memory, memory != MAP_FAILED else {
      throw PacketRingError(
        errno: errno, operation: "mapping shared memory", interface: interface, bytes: bytes)
    }
    self.file = file
    self.bytes = bytes
    start = memory
  }

  deinit { munmap(start, bytes) }
}
