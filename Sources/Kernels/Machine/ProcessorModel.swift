internal import CProcessor

/// Which processor this is, by the numbers that its vendor gave it.
struct ProcessorModel: Hashable, Sendable {
  /// The vendor: `GenuineIntel`, `AuthenticAMD`; empty where there is no CPUID.
  var vendor: String
  /// The family, its extension added.
  var family: Int
  /// The model within the family, its extension before it.
  var model: Int

  /// The processor in front of this program.
  static let current = {
    let name = hypertwin_cpuid_read(0, 0)
    return ProcessorModel(
      vendor: text([name.ebx, name.edx, name.ecx]), signature: hypertwin_cpuid_read(1, 0).eax)
  }()

  /// Registers as the text that they hold, without spaces and zeros around it.
  static func text(_ words: [UInt32]) -> String {
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    let isPadding: (UInt8) -> Bool = { $0 == 0 || $0 == 0x20 }
    let end = bytes.lastIndex { !isPadding($0) }.map { $0 + 1 } ?? 0
    return String(decoding: bytes[..<end].drop(while: isPadding), as: UTF8.self)
  }
}

extension ProcessorModel {
  /// The processor of a vendor whose CPUID leaf 1 has that EAX.
  ///
  /// Extensions count where the vendors' manuals say so: the family's in family 15, the model's in
  /// families 6 and 15. AMD has models with an extension in family 15 only.
  init(vendor: String, signature: UInt32) {
    func bits(_ shift: Int, _ count: Int) -> Int { Int(signature >> shift) & (1 << count - 1) }
    let base = bits(8, 4)
    self.init(
      vendor: vendor, family: base == 15 ? base + bits(20, 8) : base,
      model: [6, 15].contains(base) ? bits(16, 4) << 4 | bits(4, 4) : bits(4, 4))
  }
}
