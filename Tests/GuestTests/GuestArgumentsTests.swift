import Kernels
import Testing

@testable import Guest

/// Wrong command lines are refused with the word, the mistake and the remedy.
@Suite
struct GuestArgumentsTests {
  @Test(arguments: [
    (["threads"], "\"threads\" is not KEY=VALUE"), (["=1"], "\"=1\" is not KEY=VALUE"),
    ([""], "\"\" is not KEY=VALUE"), (["speed=9"], "there is no key \"speed\"; use threads, "),
    (["threads=1", "threads=2"], "threads is given twice"),
  ])
  func whatIsNoKeyAndValueIsRefused(words: [String], expected: String) {
    let mistake = #expect(throws: GuestArguments.Mistake.self) {
      _ = try GuestArguments(words, of: .stream)
    }
    #expect(mistake?.description.contains(expected) == true)
  }

  @Test(arguments: [
    ("threads=two", "threads=two is not a whole number"),
    ("array-size=128", "has no unit"), ("array-size=1 parsec", "unknown unit"),
    ("stores=magic", "none of plain, non-temporal"), ("small-arrays=maybe", "neither yes nor no"),
    ("pages=", "none of system, small, huge"),
  ])
  func wrongValuesAreRefusedBeforeAnythingRuns(word: String, expected: String) throws {
    let arguments = try GuestArguments([word], of: .stream)
    let mistake = #expect(throws: GuestArguments.Mistake.self) {
      _ = try GuestKernel.stream.run(arguments)
    }
    #expect(mistake?.description.contains(expected) == true)
  }

  @Test
  func aKernelWithoutKeysSaysSo() {
    let mistake = #expect(throws: GuestArguments.Mistake.self) {
      _ = try GuestArguments(["a=b"], of: .info)
    }
    #expect(mistake?.description == "there is no key \"a\"; info has none")
  }

  @Test
  func valuesAreRead() throws {
    let words = ["threads=2", "array-size=1.5MiB", "stores=non-temporal", "small-arrays=yes"]
    let arguments = try GuestArguments(words, of: .stream)
    #expect(try arguments.integer("threads") == 2)
    #expect(try arguments.size("array-size")?.bytes == 1_572_864)
    #expect(try arguments.choice("stores") == StreamStores.nonTemporal)
    #expect(try arguments.answer("small-arrays") == true)
    #expect(try arguments.integer("repetitions") == nil)
    #expect(arguments.text("pages") == nil)
  }
}
