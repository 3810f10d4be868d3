import FoundationEssentials
import Testing

@testable import Kernels

@Suite
struct ProcessorModelTests {
  /// EAX of CPUID's leaf 1, and the family and model that the vendors' manuals make of it.
  @Test(arguments: [
    ("GenuineIntel", 0x0005_0657, 6, 85), ("GenuineIntel", 0x0006_06A6, 6, 106),
    ("GenuineIntel", 0x000C_06F2, 6, 207), ("GenuineIntel", 0x0000_0F4A, 15, 4),
    ("AuthenticAMD", 0x00A1_0F11, 25, 17), ("AuthenticAMD", 0x0083_0F10, 23, 49),
  ])
  func extensionsCountAsTheManualsSay(
    vendor: String, signature: UInt32, family: Int, model: Int
  ) {
    #expect(
      ProcessorModel(vendor: vendor, signature: signature)
        == ProcessorModel(vendor: vendor, family: family, model: model))
  }

  #if arch(x86_64)
    @Test
    func itIsTheProcessorThatTheKernelNames() throws {
      let text = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      func value(_ key: String) throws -> String {
        let line = try #require(
          text.split(separator: "\n").first { line in
            line.prefix { !"\t:".contains($0) } == key
          })
        return String(try #require(line.split(separator: ":").last).drop { $0 == " " })
      }
      let current = ProcessorModel.current
      #expect(try value("vendor_id") == current.vendor)
      #expect(try value("cpu family") == "\(current.family)")
      #expect(try value("model") == "\(current.model)")
    }
  #endif
}
