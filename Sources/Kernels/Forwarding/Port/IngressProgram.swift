/// The program by which a router's port keeps from the kernel's own stack what is the router's to
/// forward: instructions of the kernel's own machine (BPF, RFC 9669).
///
/// Dropped are IPv4 and IPv6 frames to one of the router's stations whose destination is none of
/// this machine's own addresses. Everything else passes: other stations' frames, broadcasts, ARP,
/// what is for this machine itself, and frames too short to tell.
struct IngressProgram {
  /// The most addresses that are compared one by one; jumps reach 32,767 instructions.
  static let mostAddresses = 4096

  /// Eight octets each, as the kernel takes them.
  private(set) var instructions: [UInt64] = []
  /// Jumps whose target is the end that lets frames pass.
  private var passes: [Int] = []

  /// What the kernel does with a frame: go on to whatever else wants to judge it, or drop it
  /// (TCX_NEXT and TCX_DROP of linux/bpf.h).
  private enum Verdict {
    static let next = UInt32(bitPattern: -1)
    static let drop: UInt32 = 2
  }

  /// Operations, each with its class and operands (RFC 9669, 3 to 5).
  private enum Operation {
    static let copy: UInt8 = 0xbf
    static let set: UInt8 = 0xb7
    static let add: UInt8 = 0x07
    static let call: UInt8 = 0x85
    static let exit: UInt8 = 0x95
    static let load32: UInt8 = 0x61
    static let load16: UInt8 = 0x69
    static let jump: UInt8 = 0x05
    static let jumpIfNotZero: UInt8 = 0x55
    static let jumpIfEqual32: UInt8 = 0x16
    static let jumpIfDifferent32: UInt8 = 0x56
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

  /// The program for a port with those stations, one at least, on a machine with those addresses.
  init(stations: [MACAddress], own: LocalAddresses) {
    emit(Operation.copy, Self.context, 1)
    read(from: 0, count: 34, to: Self.headers)
    judgeStation(stations)
    emit(Operation.load16, 1, Self.frame, offset: Self.headers + 12)
    let toIPv4 = emit(Operation.jumpIfEqual32, 1, value: Self.stored(Wire.typeIPv4))
    passes.append(emit(Operation.jumpIfDifferent32, 1, value: Self.stored(Wire.typeIPv6)))
    read(
      from: Wire.ethernetHeader + 24, count: 16, to: Self.destinationIPv6)
    for word in 0..<4 {
      emit(
        Operation.load32, UInt8(word + 1), Self.frame,
        offset: Self.destinationIPv6 + Int16(4 * word))
    }
    for address in own.ipv6 {
      for word in 0..<3 {
        emit(
          Operation.jumpIfDifferent32, UInt8(word + 1), offset: Int16(3 - word),
          value: address[word])
      }
      passes.append(emit(Operation.jumpIfEqual32, 4, value: address[3]))
    }
    let toDrop = emit(Operation.jump)
    land(toIPv4)
    emit(Operation.load32, 1, Self.frame, offset: Self.headers + 30)
    for address in own.ipv4 {
      passes.append(emit(Operation.jumpIfEqual32, 1, value: address))
    }
    land(toDrop)
    emit(Operation.set, 0, value: Verdict.drop)
    emit(Operation.exit)
    for jump in passes { land(jump) }
    emit(Operation.set, 0, value: Verdict.next)
    emit(Operation.exit)
  }

  /// Goes on only where the frame's destination is one of the stations.
  private mutating func judgeStation(_ stations: [MACAddress]) {
    emit(Operation.load16, 1, Self.frame, offset: Self.headers)
    emit(Operation.load32, 2, Self.frame, offset: Self.headers + 2)
    var matches: [Int] = []
    for station in stations {
      emit(
        Operation.jumpIfDifferent32, 1, offset: 1,
        value: UInt32(UInt16(truncatingIfNeeded: station.image)))
      matches.append(
        emit(
          Operation.jumpIfEqual32, 2, value: UInt32(truncatingIfNeeded: station.image >> 16)))
    }
    passes.append(emit(Operation.jump))
    for match in matches { land(match) }
  }

  /// Copies octets of the frame to the stack; frames that have not so many pass.
  private mutating func read(from place: Int, count: Int, to stack: Int16) {
    emit(Operation.copy, 1, Self.context)
    emit(Operation.set, 2, value: UInt32(place))
    emit(Operation.copy, 3, Self.frame)
    emit(Operation.add, 3, value: UInt32(bitPattern: Int32(stack)))
    emit(Operation.set, 4, value: UInt32(count))
    emit(Operation.call, value: Self.loadBytes)
    passes.append(emit(Operation.jumpIfNotZero, 0))
  }

  /// Two octets as loading them gives them.
  private static func stored(_ number: UInt16) -> UInt32 { UInt32(number.bigEndian) }

  /// Adds an instruction; its place.
  @discardableResult
  private mutating func emit(
    _ operation: UInt8, _ target: UInt8 = 0, _ source: UInt8 = 0, offset: Int16 = 0,
    value: UInt32 = 0
  ) -> Int {
    instructions.append(
      UInt64(operation) | UInt64(target | source << 4) << 8
        | UInt64(UInt16(bitPattern: offset)) << 16 | UInt64(value) << 32)
    return instructions.count - 1
  }

  /// Has the jump at that place lead to the next instruction.
  private mutating func land(_ jump: Int) {
    let distance = Int16(instructions.count - jump - 1)
    instructions[jump] |= UInt64(UInt16(bitPattern: distance)) << 16
  }
}
