import Formats
import Model
import Testing

@testable import Hardware

/// A plan for several machines has a part for each, and none of another's.
@Suite struct SplitPlanTests {
  private static func cell(
    _ testbed: String, _ name: String = "this-machine/native"
  ) throws -> Cell {
    let scenario = try Scenarios.read(name)
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let path = "/\(root)/fixtures/testbeds/\(testbed).yaml"
    let loaded = try TestbedFile.read(try TextFile.read(path), file: path, for: scenario)
    return try Cell(
      scenario, hash: "", testbed: loaded.testbed, emulated: true, appliance: nil,
      connection: "test:///default")
  }

  @Test func threeMachinesGetTheirOwnPartsAndNoCable() throws {
    let cell = try Self.cell("three-machines")
    #expect(cell.parts.map { $0.machine?.name } == ["192.0.2.11", "192.0.2.12", "192.0.2.13"])
    for part in cell.parts {
      #expect(part.plan.problems.isEmpty, "\(part.plan.problems)")
      let text = try part.plan.text()
      #expect(!text.contains("cable"), "real ports are joined by real cables")
      #expect(text.contains("take the real interface enp3s0"))
    }
    let router = cell.parts[1].plan.actions
    let taken = router.filter { if case .takePort = $0 { true } else { false } }
    #expect(taken.count == 2)
    // Offloads are changed while the port is the machine's own, so that they are given back.
    let first = try #require(router.firstIndex { if case .takePort = $0 { true } else { false } })
    guard case .disableOffloads(nil, "enp3s0", _) = router[first - 1] else {
      Issue.record("\(router[first - 1])")
      return
    }
    #expect(try cell.planText().contains("on root@192.0.2.12:\n"))
  }

  @Test func oneServerGetsEverythingWithItsCables() throws {
    let cell = try Self.cell("one-server")
    #expect(cell.parts.count == 1 && cell.parts[0].machine?.name == "192.0.2.12")
    let here = try Cell(
      try Scenarios.read("this-machine/native"), hash: "", testbed: .thisMachine, emulated: true,
      appliance: nil, connection: "test:///default")
    // The same as on this machine, but for where.
    #expect(cell.parts[0].plan == here.parts[0].plan)
    #expect(try cell.planHash() != here.planHash())
  }

  @Test func ownForwarderLeavesTheKernelsOff() throws {
    let cell = try Self.cell("own-forwarder")
    #expect(cell.platform == "native, forwarder hypertwin")
    let text = try cell.planText()
    #expect(!text.contains("net.ipv4.ip_forward in"), "\(text)")
    #expect(cell.places.contains(Place(host: Host.ID("router"))))
  }

  @Test func aPlanNamesFilesByTheirHashes() {
    let cache = FileCache(cache: "/c")
    let hash = String(repeating: "0a", count: 32)
    #expect(cache.fill("a \(FileCache.name(hash)) b") == "a /c/files/\(hash) b")
    #expect(cache.fill("{files} {") == "{files} {")
    #expect(FileCache.isHash(hash) && !FileCache.isHash("../" + hash.dropFirst(3)))
  }
}
