import Appliance
import ArgumentParser
import Formats
import Hardware
import Model

#if canImport(Glibc)
  import Glibc
#endif

/// What plan and measure are told alike.
struct MeasureOptions: ParsableArguments {
  @Argument(
    help: "Scenarios; each is a cell of the campaign.", completion: .file(extensions: ["yaml"]))
  var scenarios: [String]

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Which machine plays which host. Default: everything on this machine.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var testbed: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A folder with boot/ and lib/modules/ of the guests' kernel. Default: this machine's own, "
        + "or what script/guest-kernel fetched.", valueName: "folder"),
    completion: .directory)
  var kernel: String?

  @Option(
    name: .long, help: "How guests are executed: by KVM, by software emulation, or as it goes.")
  var acceleration = Testbed.Acceleration.automatic

  @Option(
    name: .long,
    help: ArgumentHelp("Run only this workload; may be given again.", valueName: "name"))
  var workload: [String] = []

  /// The scenarios with the testbed that is to play them.
  struct Loaded {
    var scenarios: [(scenario: Scenario, hash: String, text: String)]
    var testbed: Testbed
    var testbedText: String

    /// How many times longer starts and answers may take: where a testbed has a label, it is no
    /// real hardware. A guest of KVM on a rack took 270 s to start and over 10 s to answer,
    /// while others kept the machine below busy.
    var slowness: Double { testbed.label == nil ? 1 : 20 }

    /// Whether this machine plays any host.
    var changesThisMachine: Bool {
      scenarios.contains { read in
        read.scenario.hosts.contains { testbed.machine(of: $0.id).remote == nil }
      }
    }

    /// Whether a scenario has KVM's guests on that machine; nil is this one.
    func hasGuests(on remote: Testbed.Remote?) -> Bool {
      scenarios.contains { read in
        read.scenario.hosts.contains { host in
          !host.vms.isEmpty && host.hypervisor.kind == .kvm
            && testbed.machine(of: host.id).remote == remote
        }
      }
    }
  }

  /// Reads everything, and tells all that is wrong with it.
  func load() throws(Failure) -> Loaded {
    var loaded = Loaded(scenarios: [], testbed: .thisMachine, testbedText: "")
    for path in scenarios {
      let read = try Inputs.scenario(path, overrides: [])
      var scenario = read.scenario
      if !workload.isEmpty { scenario.workloads.removeAll { !workload.contains($0.id.name) } }
      guard !scenario.workloads.isEmpty else {
        let names = read.scenario.workloads.map(\.id.name).joined(separator: ", ")
        throw .input(
          "\(path): it has no workload \(workload.joined(separator: ", ")); it has \(names)")
      }
      loaded.scenarios.append((scenario, read.hash, try Self.input { try TextFile.read(path) }))
    }
    if let testbed {
      let file = try Inputs.testbed(testbed, for: loaded.scenarios.map(\.scenario))
      loaded.testbed = file.testbed
      loaded.testbedText = file.text
    }
    let unmeasured = loaded.scenarios.flatMap { read in
      Cell.unmeasured(read.scenario).map { "\(read.scenario.name): \($0)" }
    }
    guard unmeasured.isEmpty else { throw .input(unmeasured.joined(separator: "\n")) }
    let names = loaded.scenarios.map(\.scenario.name)
    for name in names where names.filter({ $0 == name }).count > 1 {
      throw .input("two scenarios have the name \(name); a campaign's cells need different ones")
    }
    return loaded
  }

  /// libvirt's connection where the testbed names none.
  static var connection: String {
    guard let value = getenv("HYPERTWIN_LIBVIRT") else { return "qemu:///system" }
    return String(cString: value)
  }

  /// The folder of the program's cache (decision 8).
  static var cache: String {
    if let value = getenv("HYPERTWIN_CACHE") { return String(cString: value) }
    if geteuid() == 0 { return "/var/cache/hypertwin" }
    if let value = getenv("XDG_CACHE_HOME") { return String(cString: value) + "/hypertwin" }
    return (getenv("HOME").map { String(cString: $0) } ?? ".") + "/.cache/hypertwin"
  }

  /// The guest for scenarios that have VMs; nil if none has.
  func appliance(for scenarios: [Scenario]) throws(Failure) -> Appliance? {
    guard scenarios.contains(where: { $0.hosts.contains { !$0.vms.isEmpty } }) else { return nil }
    do {
      return try Appliance.build(
        kernel: try KernelSource.find(folder: kernel, cache: Self.cache), cache: Self.cache)
    } catch {
      throw .work("\(error)")
    }
  }

  private static func input<Value>(_ read: () throws -> Value) throws(Failure) -> Value {
    do {
      return try read()
    } catch {
      throw .input("\(error)")
    }
  }
}

extension Testbed.Acceleration: ExpressibleByArgument {}
