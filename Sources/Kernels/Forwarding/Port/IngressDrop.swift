internal import CPacketRing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps from the kernel's own network stack what a forwarder forwards, while the value lives.
///
/// Packet sockets and captures see frames before the kernel's stack does and do not take them away:
/// the kernel would forward each a second time, answer it by ICMP, or at least look up where it
/// goes. On each port a small program drops, behind the taps, IPv4 and IPv6 frames to the router's
/// stations that are for none of this machine's own addresses, as they are when it is made.
///
/// The programs hang on open files of this process, so that they go with it however it ends; they
/// need Linux 6.6 (TCX), and CAP_BPF with CAP_NET_ADMIN.
public struct IngressDrop: ~Copyable {
  private let links: [Int32]

  /// Attaches a program to each port, in the calling thread's network namespace.
  ///
  /// - Parameters:
  ///   - configuration: The router, whose interfaces' numbers are places in `ports`.
  ///   - ports: The names of the ports.
  /// - Throws: `IngressDropError`; then no port has a program.
  public init(_ configuration: RouterConfiguration, ports: [String]) throws(IngressDropError) {
    let own: LocalAddresses
    do throws(LocalAddresses.SystemError) {
      own = try LocalAddresses.current()
    } catch {
      throw .system(operation: "reading this machine's addresses", code: error.code)
    }
    let count = own.ipv4.count + own.ipv6.count
    guard count <= IngressProgram.mostAddresses else { throw .tooManyAddresses(count) }
    var links: [Int32] = []
    do throws(IngressDropError) {
      for (number, port) in ports.enumerated() {
        let stations = Set(configuration.interfaces.filter { $0.port == number }.map(\.mac))
        // What a port without an interface gets is not forwarded.
        if stations.isEmpty { continue }
        let program = IngressProgram(stations: Array(stations), own: own)
        links.append(try Self.attach(program, to: port))
      }
    } catch {
      for link in links { close(link) }
      throw error
    }
    self.links = links
  }

  deinit { for link in links { close(link) } }

  /// Gives the ports back, as the end of the value does.
  public consuming func remove() {}

  /// The file that holds the program on the port.
  private static func attach(
    _ program: IngressProgram, to port: String
  ) throws(IngressDropError) -> Int32 {
    let interface: NetworkInterface
    do throws(PacketRingError) {
      interface = try NetworkInterface(name: port)
    } catch {
      throw .port(error)
    }
    let file = hypertwin_ingress_load(program.instructions, UInt32(program.instructions.count))
    switch -file {
    case ENOSYS: throw .unsupported(interface: port)
    case EPERM: throw .notPermitted(interface: port)
    case 1...: throw .system(operation: "\(port): loading the ingress program", code: -file)
    default: break
    }
    defer { close(file) }
    let link = hypertwin_ingress_attach(file, interface.index)
    switch -link {
    // Kernels that do not know this way of attaching call the request invalid.
    case EINVAL, EOPNOTSUPP: throw .unsupported(interface: port)
    case EPERM: throw .notPermitted(interface: port)
    case 1...: throw .system(operation: "\(port): attaching the ingress program", code: -link)
    default: return link
    }
  }
}

/// Why the kernel's own stack cannot be kept from a forwarder's frames.
public enum IngressDropError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kernel has no ingress programs that go with a process.
  case unsupported(interface: String)
  /// The process may not load or attach such programs.
  case notPermitted(interface: String)
  /// This machine has more addresses than a program compares.
  case tooManyAddresses(Int)
  /// The interface is not there or cannot be asked.
  case port(PacketRingError)
  /// A system call failed for any other reason.
  case system(operation: String, code: Int32)

  /// What is wrong with which port, and what to do about it.
  public var description: String {
    switch self {
    case .unsupported(let interface):
      return "\(interface): this kernel has no ingress programs that end with their process; they "
        + "need Linux 6.6 or newer with CONFIG_NET_XGRESS"
    case .notPermitted(let interface):
      return "\(interface): no permission for a program at its ingress; run as root, or give the "
        + "program the capabilities with: setcap cap_net_raw,cap_net_admin,cap_bpf+ep PROGRAM"
    case .tooManyAddresses(let count):
      return "this machine has \(count) addresses, and an ingress program compares up to "
        + "\(IngressProgram.mostAddresses); forward in a network namespace of its own (ip netns)"
    case .port(let error): return error.description
    case .system(let operation, let code):
      return "\(operation) failed: \(String(cString: strerror(code)))"
    }
  }
}
