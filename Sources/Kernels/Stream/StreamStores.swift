/// How a loop's results get to memory.
public enum StreamStores: String, Hashable, Sendable, CaseIterable, Codable {
  /// Through the caches.
  case plain
  /// Around the caches.
  case nonTemporal = "non-temporal"

  /// The instructions of the loops where nobody asks for others: the widest of this processor that
  /// do not slow such stores down.
  public var usualInstructions: InstructionSet {
    usualInstructions(widest: .current, on: .current)
  }

  /// The same on a processor whose widest instructions are `widest`.
  ///
  /// Plain stores of 512 bits were slower than those of 256 by 2 to 4 % on an Ice Lake server
  /// (model 106, four processes against two), and faster by 1 to 2.5 % on Emerald Rapids (207).
  /// So Intel's processors before Sapphire Rapids get 256 bits. Of those only model 106 was
  /// measured; for the others it rests on compilers, which prefer 256 bits there as well.
  func usualInstructions(
    widest: InstructionSet, on processor: ProcessorModel
  ) -> InstructionSet {
    guard self == .plain, processor.vendor == "GenuineIntel", processor.family == 6,
      Self.modelsOfSlowWideStores.contains(processor.model)
    else { return widest }
    return min(widest, .avx2)
  }

  /// Models of Intel's family 6 with AVX-512 from before Sapphire Rapids: Skylake and Cascade Lake
  /// (85), Cannon Lake (102), Ice Lake (106, 108, 125, 126), Tiger Lake (140, 141), Rocket Lake
  /// (167).
  private static let modelsOfSlowWideStores: Set = [85, 102, 106, 108, 125, 126, 140, 141, 167]
}
