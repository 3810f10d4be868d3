import FoundationEssentials
import Kernels
import Testing

@Suite
struct InstructionSetTests {
  /// The kernel lists a flag only if it saves the registers too, so both must agree.
  @Test
  func whatIsDetectedIsWhatTheOperatingSystemLists() throws {
    let cpus = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let flags = cpus.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let words = Set(flags.split(separator: " "))
    let expected: InstructionSet =
      words.isSuperset(of: ["avx512f", "avx512dq", "avx512bw", "avx512vl"])
      ? .avx512 : words.isSuperset(of: ["avx2", "fma"]) ? .avx2 : .baseline
    #expect(InstructionSet.current == expected)
  }

  @Test
  func narrowerSetsComeFirst() {
    #expect(InstructionSet.allCases.sorted() == [.baseline, .avx2, .avx512])
  }
}
