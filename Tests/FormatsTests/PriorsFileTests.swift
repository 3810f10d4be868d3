import Model
import Testing

@testable import Formats

/// Tables of priors are read whole or refused with every mistake in them.
@Suite struct PriorsFileTests {
  private let header = "name,summary,unit,low,typical,high,source\n"

  @Test func aRowIsAParameter() throws {
    let parameters = try PriorsFile.engineering(
      header + "cost,\"a cost, of sorts\",cycles,1,2,3,judgement\r\n", file: "p.csv")
    #expect(
      parameters == [
        Parameter(
          name: "cost", summary: "a cost, of sorts", unit: "cycles", value: 2, low: 1, high: 3,
          source: "judgement")
      ])
  }

  @Test func missingEndsOfARangeAreTheTypicalValue() throws {
    let parameters = try PriorsFile.microCosts(
      "id,what,executes_on,low_cyc,typ_cyc,high_cyc,typ_ns,source\n"
        + "x_factor,w,cpu,,1.5,,,s\nno_cycles,w,cpu,,,,12,s\ny,w,cpu,1,2,3,,s\n", file: "m.csv")
    #expect(parameters.map(\.name) == ["x_factor", "y"])
    #expect(parameters.map(\.unit) == ["1", "cycles"])
    #expect(parameters[0].low == 1.5 && parameters[0].high == 1.5)
  }

  @Test(arguments: [
    ("a,b,c,1,2,3\n", "6 fields instead of 7; quote fields with commas"),
    ("a,b,c,3,2,1,s\n", "positive numbers that rise"),
    ("a,b,c,0,2,3,s\n", "positive numbers that rise"),
    ("a,b,c,-1,2,3,s\n", "positive numbers that rise"),
    ("a,b,c,nan,2,3,s\n", "positive numbers that rise"),
    ("a,b,c,1,nan,3,s\n", "positive numbers that rise"),
    ("a,b,c,1,2,inf,s\n", "positive numbers that rise"),
    ("a,b,c,one,2,3,s\n", "positive numbers that rise"),
  ])
  func aWrongRowIsNamedByItsLine(row: String, message: String) {
    do {
      _ = try PriorsFile.engineering(header + row, file: "p.csv")
      Issue.record("\(row) was read")
    } catch {
      #expect(error.problems.map(\.line) == [2])
      #expect(error.description.contains(message), "\(error)")
    }
  }

  @Test func allWrongRowsAreTold() {
    let rows = "a,b,c,1,2,3,s\nshort\na,b,c,1,2,3,s\nb,b,c,9,2,3,s\n"
    do {
      _ = try PriorsFile.engineering(header + rows, file: "p.csv")
      Issue.record("wrong rows were read")
    } catch {
      #expect(error.problems.map(\.line) == [3, 4, 5])
      #expect(error.description.contains("p.csv:4: a: given twice; keep one"))
    }
  }
}
