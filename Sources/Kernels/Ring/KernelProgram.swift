/// A program of the kernel's own machine (BPF, RFC 9669), made instruction by instruction.
struct KernelProgram {
  /// Operations, each with its class and operands (RFC 9669, 3 to 5).
  enum Operation {
    static let copy: UInt8 = 0xbf
    static let set: UInt8 = 0xb7
    static let add: UInt8 = 0x07
    static let addRegister: UInt8 = 0x0f
    static let subtractRegister: UInt8 = 0x1f
    static let multiply: UInt8 = 0x27
    static let and: UInt8 = 0x57
    static let call: UInt8 = 0x85
    static let exit: UInt8 = 0x95
    static let load64: UInt8 = 0x79
    static let load32: UInt8 = 0x61
    static let load16: UInt8 = 0x69
    static let store64: UInt8 = 0x7b
    static let jump: UInt8 = 0x05
    static let jumpIfNotZero: UInt8 = 0x55
    static let jumpIfAbove: UInt8 = 0x25
    static let jumpIfBelow: UInt8 = 0xa5
    static let jumpIfEqualRegister: UInt8 = 0x1d
    static let jumpIfEqual32: UInt8 = 0x16
    static let jumpIfDifferent32: UInt8 = 0x56
    /// The first half of an instruction that takes two.
    static let loadAddress: UInt8 = 0x18
  }

  /// Says of a `loadAddress` that its value is the file of memory whose address is meant.
  private static let addressOfSharedMemory: UInt8 = 2

  /// Eight octets each, as the kernel takes them.
  private(set) var instructions: [UInt64] = []

  /// Adds an instruction; its place.
  @discardableResult
  mutating func emit(
    _ operation: UInt8, _ target: UInt8 = 0, _ source: UInt8 = 0, offset: Int16 = 0,
    value: UInt32 = 0
  ) -> Int {
    instructions.append(
      UInt64(operation) | UInt64(target | source << 4) << 8
        | UInt64(UInt16(bitPattern: offset)) << 16 | UInt64(value) << 32)
    return instructions.count - 1
  }

  /// Loads the address of memory that the program shares with who has that file open.
  mutating func emitAddress(ofShared file: Int32, to target: UInt8) {
    emit(
      Operation.loadAddress, target, Self.addressOfSharedMemory,
      value: UInt32(bitPattern: file))
    emit(0)
  }

  /// Has the jump at that place lead to the next instruction.
  mutating func land(_ jump: Int) {
    let distance = Int16(instructions.count - jump - 1)
    instructions[jump] |= UInt64(UInt16(bitPattern: distance)) << 16
  }
}
