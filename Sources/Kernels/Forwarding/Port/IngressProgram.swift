/// The program by which a router's port keeps from the kernel's own stack what is the router's to
/// forward: instructions of the kernel's own machine (BPF, RFC 9669).
///
/// Dropped are IPv4 and IPv6 frames to one of the router's stations whose destination is none of
/// this machine's own addresses. Everything else passes: other stations' frames, broadcasts, ARP,
/// what is for this machine itself, and frames too short to tell.
struct IngressProgram {
  /// The most addresses that are compared one by one; jumps reach 32,767 instructions.
  static let mostAddresses = 4096

  private typealias Operation = KernelProgram.Operation

  private var program = KernelProgram()
  /// Jumps whose target is the end that lets frames pass.
  private var passes: [Int] = []

  /// What the kernel does with a frame: go on to whatever else wants to judge it, or drop it
  /// (TCX_NEXT and TCX_DROP of linux/bpf.h).
  private enum Verdict {
    static let next = UInt32(bitPattern: -1)
    static let drop: UInt32 = 2
  }

  /// The number of `bpf_skb_load_bytes`, which reads a frame wherever its octets lie.
  private static let loadBytes: UInt32 = 26
  /// Where the frame's description is kept, and the end of the stack.
  private static let context: UInt8 = 6
  private static let frame: UInt8 = 10
  /// Ethernet's and IPv4's headers lie here on the stack, so that the addresses of both are at
  /// multiples of what is loaded at once: 34 octets.
  private static let headers: Int16 = -42
  /// IPv6's destination lies here.
  private static let destinationIPv6: Int16 = -16

  /// Eight octets each, as the kernel takes them.
  var instructions: [UInt64] { program.instructions }

  /// The program for a port with those stations, one at least, on a machine with those addresses.
  init(stations: [MACAddress], own: LocalAddresses) {
    program.emit(Operation.copy, Self.context, 1)
    read(from: 0, count: 34, to: Self.headers)
    judgeStation(stations)
    program.emit(Operation.load16, 1, Self.frame, offset: Self.headers + 12)
    let toIPv4 = program.emit(Operation.jumpIfEqual32, 1, value: Self.stored(Wire.typeIPv4))
    passes.append(program.emit(Operation.jumpIfDifferent32, 1, value: Self.stored(Wire.typeIPv6)))
    read(
      from: Wire.ethernetHeader + 24, count: 16, to: Self.destinationIPv6)
    for word in 0..<4 {
      program.emit(
        Operation.load32, UInt8(word + 1), Self.frame,
        offset: Self.destinationIPv6 + Int16(4 * word))
    }
    for address in own.ipv6 {
      for word in 0..<3 {
        program.emit(
          Operation.jumpIfDifferent32, UInt8(word + 1), offset: Int16(3 - word),
          value: address[word])
      }
      passes.append(program.emit(Operation.jumpIfEqual32, 4, value: address[3]))
    }
    let toDrop = program.emit(Operation.jump)
    program.land(toIPv4)
    program.emit(Operation.load32, 1, Self.frame, offset: Self.headers + 30)
    for address in own.ipv4 {
      passes.append(program.emit(Operation.jumpIfEqual32, 1, value: address))
    }
    program.land(toDrop)
    program.emit(Operation.set, 0, value: Verdict.drop)
    program.emit(Operation.exit)
    for jump in passes { program.land(jump) }
    program.emit(Operation.set, 0, value: Verdict.next)
    program.emit(Operation.exit)
  }

  /// Goes on only where the frame's destination is one of the stations.
  private mutating func judgeStation(_ stations: [MACAddress]) {
    program.emit(Operation.load16, 1, Self.frame, offset: Self.headers)
    program.emit(Operation.load32, 2, Self.frame, offset: Self.headers + 2)
    var matches: [Int] = []
    for station in stations {
      program.emit(
        Operation.jumpIfDifferent32, 1, offset: 1,
        value: UInt32(UInt16(truncatingIfNeeded: station.image)))
      matches.append(
        program.emit(
          Operation.jumpIfEqual32, 2, value: UInt32(truncatingIfNeeded: station.image >> 16)))
    }
    passes.append(program.emit(Operation.jump))
    for match in matches { program.land(match) }
  }

  /// Copies octets of the frame to the stack; frames that have not so many pass.
  private mutating func read(from place: Int, count: Int, to stack: Int16) {
    program.emit(Operation.copy, 1, Self.context)
    program.emit(Operation.set, 2, value: UInt32(place))
    program.emit(Operation.copy, 3, Self.frame)
    program.emit(Operation.add, 3, value: UInt32(bitPattern: Int32(stack)))
    program.emit(Operation.set, 4, value: UInt32(count))
    program.emit(Operation.call, value: Self.loadBytes)
    passes.append(program.emit(Operation.jumpIfNotZero, 0))
  }

  /// Two octets as loading them gives them.
  private static func stored(_ number: UInt16) -> UInt32 { UInt32(number.bigEndian) }
}
