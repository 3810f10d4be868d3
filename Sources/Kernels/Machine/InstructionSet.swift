internal import CProcessor

/// The vector instructions that a kernel may use on the processor in front of it.
public enum InstructionSet: String, Hashable, Sendable, Comparable, CaseIterable {
  /// What every machine of the architecture that this was built for has.
  case baseline
  /// AVX2 with FMA: four doubles or 64-bit integers at once (x86-64-v3).
  case avx2
  /// AVX-512 F, DQ, BW and VL: eight at once (x86-64-v4).
  case avx512

  /// The widest that this processor has and the operating system saves.
  public static let current = detect()

  /// Narrower sets come first.
  public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .baseline: return 0
    case .avx2: return 1
    case .avx512: return 2
    }
  }

  /// Reads CPUID as the vendors' manuals prescribe: the instruction bits count only where XCR0 says
  /// that the registers are saved on a switch of tasks.
  private static func detect() -> InstructionSet {
    let basic = hypertwin_cpuid_read(1, 0)
    let savesRegisters = basic.ecx & (1 << 27) != 0
    guard savesRegisters else { return .baseline }
    let saved = hypertwin_xgetbv()
    let extended = hypertwin_cpuid_read(7, 0)
    let hasFMA = basic.ecx & (1 << 12) != 0
    let hasAVX2 = extended.ebx & (1 << 5) != 0
    guard saved & 0x6 == 0x6, hasFMA, hasAVX2 else { return .baseline }
    // AVX-512 F, DQ, BW and VL, and the masks and the upper halves of the registers in XCR0.
    let wide: UInt32 = 1 << 16 | 1 << 17 | 1 << 30 | 1 << 31
    guard saved & 0xE6 == 0xE6, extended.ebx & wide == wide else { return .avx2 }
    return .avx512
  }
}
