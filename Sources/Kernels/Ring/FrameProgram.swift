/// The program by which the kernel makes the frames of a `LiveFrameRing`: it copies the next one
/// from memory that it shares with the ring, and sends it by an interface, or leaves it to the
/// network stack as what the interface has received.
///
/// The shared memory begins with two numbers of 64 bits: how many frames the program has taken, and
/// the length that each frame has before the program writes to it. Behind them are slots, each a
/// length of 32 bits and a frame.
///
/// What the interface receives that knows the program passes it untouched.
struct FrameProgram {
  /// Where the number of frames taken is, and the length of frames to begin with.
  static let takenPlace = 0
  static let lengthPlace = 8
  /// Where the slots begin, and a frame in its slot.
  static let slotsPlace = 64
  static let framePlace = 4

  private typealias Operation = KernelProgram.Operation

  /// What becomes of a frame (XDP_DROP and XDP_PASS of linux/bpf.h).
  private static let drop: UInt32 = 1
  private static let pass: UInt32 = 2
  /// Where a frame's description says by which interface it came in (`xdp_md` of linux/bpf.h).
  private static let ingressPlace: Int16 = 12
  /// Numbers of the kernel's functions `bpf_redirect`, `bpf_xdp_adjust_tail` and
  /// `bpf_xdp_store_bytes`.
  private static let redirect: UInt32 = 23
  private static let adjustTail: UInt32 = 65
  private static let storeBytes: UInt32 = 190
  /// Registers that functions leave alone: the frame's description, the shared memory and later
  /// the slot in it, the slot's number, the length.
  private static let context: UInt8 = 6
  private static let memory: UInt8 = 7
  private static let number: UInt8 = 8
  private static let length: UInt8 = 9

  private var program = KernelProgram()
  private var drops: [Int] = []

  /// Eight octets each, as the kernel takes them.
  var instructions: [UInt64] { program.instructions }

  /// The program for slots, a power of two in number, in the shared memory of that file.
  ///
  /// - Parameters:
  ///   - stride: The bytes from a slot to the next.
  ///   - longest: The bytes of the longest frame, at most `stride` without a slot's own length.
  ///   - interface: The number of the interface that frames leave by; nil if they arrive.
  ///   - knowing: The number of the interface that knows the program; frames are made as if
  ///     another had received them.
  init(
    memory file: Int32, slots: Int, stride: Int, longest: Int, interface: Int32?, knowing: Int32
  ) {
    program.emit(Operation.load32, 2, 1, offset: Self.ingressPlace)
    let isMade = program.emit(
      Operation.jumpIfDifferent32, 2, value: UInt32(bitPattern: knowing))
    program.emit(Operation.set, 0, value: Self.pass)
    program.emit(Operation.exit)
    program.land(isMade)
    program.emit(Operation.copy, Self.context, 1)
    program.emitAddress(ofShared: file, to: Self.memory)
    program.emit(Operation.load64, Self.number, Self.memory, offset: Int16(Self.takenPlace))
    program.emit(Operation.copy, 1, Self.number)
    program.emit(Operation.add, 1, value: 1)
    program.emit(Operation.store64, Self.memory, 1, offset: Int16(Self.takenPlace))
    program.emit(Operation.load64, 2, Self.memory, offset: Int16(Self.lengthPlace))
    program.emit(Operation.and, Self.number, value: UInt32(slots - 1))
    program.emit(Operation.multiply, Self.number, value: UInt32(stride))
    program.emit(Operation.addRegister, Self.memory, Self.number)
    program.emit(Operation.load32, Self.length, Self.memory, offset: Int16(Self.slotsPlace))
    // The kernel accepts only a program that cannot leave the memory.
    drops.append(program.emit(Operation.jumpIfAbove, Self.length, value: UInt32(longest)))
    drops.append(
      program.emit(Operation.jumpIfBelow, Self.length, value: UInt32(Ethernet.headerBytes)))
    adjustLength()
    program.emit(Operation.copy, 1, Self.context)
    program.emit(Operation.set, 2, value: 0)
    program.emit(Operation.copy, 3, Self.memory)
    program.emit(Operation.add, 3, value: UInt32(Self.slotsPlace + Self.framePlace))
    program.emit(Operation.copy, 4, Self.length)
    program.emit(Operation.call, value: Self.storeBytes)
    drops.append(program.emit(Operation.jumpIfNotZero, 0))
    if let interface {
      program.emit(Operation.set, 1, value: UInt32(bitPattern: interface))
      program.emit(Operation.set, 2, value: 0)
      program.emit(Operation.call, value: Self.redirect)
    } else {
      program.emit(Operation.set, 0, value: Self.pass)
    }
    program.emit(Operation.exit)
    for jump in drops { program.land(jump) }
    program.emit(Operation.set, 0, value: Self.drop)
    program.emit(Operation.exit)
  }

  /// Gives a frame of the length in register 2 that of the slot.
  private mutating func adjustLength() {
    let isRight = program.emit(Operation.jumpIfEqualRegister, Self.length, 2)
    program.emit(Operation.copy, 3, Self.length)
    program.emit(Operation.subtractRegister, 3, 2)
    program.emit(Operation.copy, 2, 3)
    program.emit(Operation.copy, 1, Self.context)
    program.emit(Operation.call, value: Self.adjustTail)
    drops.append(program.emit(Operation.jumpIfNotZero, 0))
    program.land(isRight)
  }
}
