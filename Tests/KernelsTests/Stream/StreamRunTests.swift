import Synchronization
import Testing

@testable import Kernels

/// STREAM is run by its rules, and its check finds what is wrong.
@Suite(.serialized)
struct StreamRunTests {
  /// The smallest run with everything in it; its rates mean nothing.
  private static func small(
    threads: Int = 1, _ stores: StreamStores = .plain, _ instructions: InstructionSet? = nil,
    bytes: Int = 1 << 16
  ) -> StreamPlan {
    StreamPlan(
      threads: threads, stores: stores, arrayBytes: bytes, repetitions: 3,
      allowsSmallArrays: true, instructions: instructions)
  }

  /// The instruction sets that can be tested here.
  private static let instructions = InstructionSet.allCases.filter { $0 <= .current }

  @Test(arguments: instructions, StreamStores.allCases)
  func everyLoopComputesWhatStreamPrescribes(
    instructions: InstructionSet, stores: StreamStores
  ) throws {
    // 1, 7 and 1000 lines: all remainders of the unrolled loops.
    for bytes in [64, 448, 64_000, 64_000 + 63] {
      let result = try StreamRun(Self.small(stores, instructions, bytes: bytes)).run()
      #expect(result.validation.passes)
      #expect(result.validation.arrays.map(\.largestRelativeError) == [0, 0, 0])
      #expect(result.instructionSet == instructions.rawValue)
      #expect(result.elements == bytes / 64 * 8)
      #expect(result.figures.map(\.loop) == [.copy, .scale, .add, .triad])
      #expect(result.figures.allSatisfy { $0.minimumS <= $0.averageS })
      #expect(result.figures.allSatisfy { $0.averageS <= $0.maximumS })
    }
  }

  private static func small(
    _ stores: StreamStores, _ instructions: InstructionSet, bytes: Int
  ) -> StreamPlan {
    small(threads: 1, stores, instructions, bytes: bytes)
  }

  /// Ice Lake and its predecessors store halves of lines faster; all others get what is widest.
  @Test
  func plainStoresAreAsWideAsTheProcessorDoesFast() {
    func usual(_ stores: StreamStores, _ vendor: String, _ family: Int, _ model: Int)
      -> [InstructionSet]
    {
      InstructionSet.allCases.map {
        stores.usualInstructions(
          widest: $0, on: ProcessorModel(vendor: vendor, family: family, model: model))
      }
    }
    let widest = InstructionSet.allCases
    #expect(usual(.plain, "GenuineIntel", 6, 106) == [.baseline, .avx2, .avx2])
    #expect(usual(.plain, "GenuineIntel", 6, 85) == [.baseline, .avx2, .avx2])
    #expect(usual(.nonTemporal, "GenuineIntel", 6, 106) == widest)
    #expect(usual(.plain, "GenuineIntel", 6, 207) == widest)
    #expect(usual(.plain, "AuthenticAMD", 25, 17) == widest)
    #expect(usual(.plain, "AuthenticAMD", 6, 106) == widest)
    #expect(usual(.plain, "", 0, 0) == widest)
  }

  @Test(arguments: StreamStores.allCases)
  func theResultSaysWhichInstructionsWereChosen(stores: StreamStores) throws {
    let chosen = try StreamRun(Self.small(stores)).run().instructionSet
    #expect(chosen == stores.usualInstructions.rawValue)
  }

  @Test(arguments: [1e-12, -1e-12, 1, .infinity, .nan])
  func oneWrongElementOfManyFailsTheRun(error: Double) throws {
    for (array, name) in [\StreamArrays.a, \StreamArrays.b, \StreamArrays.c].enumerated()
      .map({ ($0.element, ["a", "b", "c"][$0.offset]) })
    {
      let path = UncheckedPath(path: array)
      var run = StreamRun(Self.small())
      run.damage = { arrays in
        arrays[keyPath: path.path][arrays.lines / 2][3] *= 1 + error
      }
      let failure = #expect(throws: MachineError.self) { _ = try run.run() }
      #expect(failure?.description.hasPrefix("\(name) must be ") == true)
    }
  }

  /// A key path of a type without reference semantics, which may be sent though Swift cannot tell.
  private struct UncheckedPath: @unchecked Sendable {
    let path: KeyPath<StreamArrays, UnsafeMutablePointer<StreamArrays.Line>>
  }

  @Test
  func everyThreadRunsOnTheCPUThatItIsBoundTo() throws {
    let allowed = try CPUSet.inOrderOfCores()
    let result = try StreamRun(Self.small(threads: allowed.count)).run()
    #expect(result.cpus == allowed)
  }

  @Test
  func arraysSmallerThanTheRulesAreRefusedOrLabelled() throws {
    var plan = Self.small()
    #expect(try StreamRun(plan).run().followsRules == false)
    #expect(try StreamRun(plan).run().notes.allSatisfy { $0.hasPrefix("Not a STREAM result: ") })
    plan.allowsSmallArrays = false
    let failure = #expect(throws: MachineError.self) { _ = try StreamRun(plan).run() }
    #expect(failure?.description.contains("less than 4 times the last-level cache") == true)
  }

  @Test
  func whatCannotBeRunIsAClearError() throws {
    let cpus = try CPUSet.inOrderOfCores().count
    let cases: [(StreamPlan, String)] = [
      (Self.small(threads: 0), "ask for 1 to \(cpus) threads"),
      (Self.small(threads: cpus + 1), "ask for 1 to \(cpus) threads"),
      (Self.small(bytes: 63), "use at least 64 bytes"),
      (Self.small(bytes: 0), "use at least 64 bytes"),
      (Self.small(bytes: 1 << 50), "use smaller arrays"),
      (Self.small(bytes: Int.max), "use smaller arrays"),
      (StreamPlan(repetitions: 1), "the first is not counted"),
      (StreamPlan(repetitions: 251), "no longer fit in a double"),
    ]
    for (plan, expected) in cases {
      let failure = #expect(throws: MachineError.self) { _ = try StreamRun(plan).run() }
      #expect(failure?.description.contains(expected) == true, "\(failure?.description ?? "none")")
    }
  }

  /// Whatever else the process has mapped, and whatever the size of the arrays.
  @Test(arguments: [0, 64, StreamLayout.defaultOffset, 1 << 21], [64, 4096, 100_032])
  func theArraysBeginWhereThePlanSays(offset: Int, bytes: Int) throws {
    var plan = Self.small(bytes: bytes)
    plan.offset = offset
    let layout = try StreamRun(plan).run().layout
    #expect(layout.offset == offset)
    #expect(layout.places.map(\.name) == ["a", "b", "c"])
    #expect(layout.places.map(\.inSmallPage) == [0, 1, 2].map { $0 * offset % 4096 })
    #expect(layout.places.map(\.inHugePage) == [0, 1, 2].map { $0 * offset % (2 << 20) })
  }

  @Test(arguments: [-64, 8, 63, (2 << 20) + 64, Int.max])
  func arraysBeginAtWholeLines(offset: Int) throws {
    var plan = Self.small()
    plan.offset = offset
    let failure = #expect(throws: MachineError.self) { _ = try StreamRun(plan).run() }
    #expect(failure?.description.contains("is not a multiple of 64 from 0 to 2097152") == true)
  }

  /// At the offsets that are chosen for the loops, no array is near another modulo 4 KiB.
  @Test
  func theUsualOffsetKeepsArraysApart() {
    let places = [0, 1, 2].map { $0 * StreamLayout.defaultOffset % StreamLayout.smallPage }
    for (one, other) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
      let ahead =
        (places[one] - places[other] + StreamLayout.smallPage) % StreamLayout.smallPage
      #expect(ahead >= StreamLayout.smallPage / 3 / 64 * 64)
    }
  }

  @Test
  func theMostPassesStayFinite() {
    let last = StreamArrays.expected(afterPasses: StreamPlan.mostRepetitions)
    #expect(last.a.isFinite && last.b.isFinite && last.c.isFinite)
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func theSlicesOfAllThreadsCoverEveryLineOnce(threads: Int) {
    let pointer = UnsafeMutablePointer<StreamArrays.Line>.allocate(capacity: 1)
    defer { pointer.deallocate() }
    for lines in [threads, 100, 12_345] {
      let arrays = StreamArrays(a: pointer, b: pointer, c: pointer, lines: lines)
      let slices = (0..<threads).map { arrays.slice($0, of: threads) }
      #expect(slices.flatMap { Array($0) } == Array(0..<lines))
    }
  }
}
