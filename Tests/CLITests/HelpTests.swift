import Testing

/// The program explains itself.
@Suite struct HelpTests {
  @Test(arguments: [
    [], ["reproduce"], ["simulate"], ["calibrate"], ["check"], ["kernel", "info"],
  ])
  func everyCommandHasAnExample(command: [String]) async throws {
    let outcome = try await Program.run(command + ["--help"], in: try Folder([:]))
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.contains("EXAMPLE"), "\(outcome.output)")
    #expect(outcome.output.contains("hypertwin \(command.joined(separator: " "))"))
  }

  /// Commands that come later are found in the list of the commands that have them.
  @Test func everySubcommandThatIsListedHasAnExample() async throws {
    let folder = try Folder([:])
    for command in [[], ["kernel"]] {
      let list = try await Program.run(command + ["--help"], in: folder).output
      let section = try #require(list.components(after: "SUBCOMMANDS:\n"))
      let names = section.split(separator: "\n").filter { line in
        line.hasPrefix("  ") && line.dropFirst(2).first.map { $0 != " " && $0 != "S" } ?? false
      }.compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(!names.isEmpty)
      for name in names where name != "kernel" {
        let help = try await Program.run(command + [name, "--help"], in: folder).output
        #expect(help.contains("EXAMPLE"), "hypertwin \(command) \(name)")
      }
    }
  }

  @Test func everyExitStatusIsDocumented() async throws {
    let outcome = try await Program.run(["--help"], in: try Folder([:]))
    for status in ["0 ", "1 ", "64 ", "65 ", "73 "] {
      #expect(outcome.output.contains("\n  \(status)"), "\(status)")
    }
  }

  @Test func theVersionIsPrinted() async throws {
    let outcome = try await Program.run(["--version"], in: try Folder([:]))
    #expect(outcome.output.split(separator: ".").count == 3 && outcome.output.hasSuffix("\n"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completionsAreGenerated(shell: String) async throws {
    let folder = try Folder([:])
    let outcome = try await Program.run(["--generate-completion-script", shell], in: folder)
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(outcome.output.contains("hypertwin") && outcome.output.contains("simulate"))
    if shell == "bash" {
      try folder.write(outcome.output, to: "completion")
      let check = try await Program.shell("bash -n completion", in: folder)
      #expect(check.status == 0 && check.errors == "", "\(check.errors)")
    }
  }

  @Test func anUnknownShellIsRefused() async throws {
    let outcome = try await Program.run(
      ["--generate-completion-script", "cmd"], in: try Folder([:]))
    #expect(outcome.status == 64 && outcome.errors.contains("cmd"))
  }
}

extension String {
  /// What follows the first occurrence of `text`; nil if there is none.
  fileprivate func components(after text: String) -> Substring? {
    firstRange(of: text).map { self[$0.upperBound...] }
  }
}
