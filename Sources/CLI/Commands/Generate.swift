import ArgumentParser
import Formats

/// `hypertwin generate`: writes a scenario of a data centre.
struct Generate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the scenario of a data centre of any size.",
    discussion: """
      A day of hosts in racks under a leaf and spine network. Their VMs send bursts by day and copy
      by night, some compute pi or stream; who does what when is drawn from the seed. It is meant
      for the fluid level, and as something to change.

      EXAMPLES
        hypertwin generate --hosts 10 --output small.yaml
        hypertwin generate --hosts 1000 --vms 20 --output large.yaml
        hypertwin simulate large.yaml --level fluid --format json --output results.json
      """)

  @Option(name: .long, help: ArgumentHelp("Hosts, 2 to 1024.", valueName: "n"))
  var hosts = 10

  @Option(name: .long, help: ArgumentHelp("VMs of each host, 1 to 29.", valueName: "n"))
  var vms = 20

  @Option(
    name: .long,
    help: ArgumentHelp("The number that all randomness derives from.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write the scenario to this file instead of standard output, whole or not at all.",
      valueName: "file.yaml"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  func validate() throws {
    for (option, value, range) in [("hosts", hosts, 2...1024), ("vms", vms, 1...29)]
    where !range.contains(value) {
      throw ValidationError(
        "--\(option) \(value) is not between \(range.lowerBound) and \(range.upperBound).")
    }
  }

  func run() async throws {
    try await reportingFailures {
      try Output.check([output])
      try Output.write(DataCentreText.make(hosts: hosts, vmsPerHost: vms, seed: seed), to: output)
    }
  }
}
