import CInit
import Console

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The program `hypertwin-guest`: the kernels in one static executable that needs nothing but
/// Linux, so that the same bytes run natively and inside every virtual machine.
///
/// It is also an agent, which a host starts and asks over its standard input and output; and, where
/// it is the first process of a machine, its init and its agent on the machine's console.
@main
enum Guest {
  /// How the program ends.
  enum Status: Int32 {
    /// The kernel has run, and its own check passed.
    case done = 0
    /// The kernel could not run, or its check failed.
    case failed = 1
    /// The command line is wrong.
    case usage = 64
  }

  static func main() {
    if hypertwin_is_init() == 1 { Init.run() }
    if CommandLine.arguments.first?.hasSuffix("/poweroff") ?? false {
      Init.requestPowerOff()
      exit(0)
    }
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  /// Does what a command line says.
  static func run(_ words: [String]) -> Status {
    guard let name = words.first else {
      put(help, to: STDERR_FILENO)
      return .usage
    }
    if ["help", "--help", "-h"].contains(name) { return put(help, to: STDOUT_FILENO) }
    if name == "agent" { return serve(Array(words.dropFirst())) }
    guard let kernel = GuestKernel.all.first(where: { $0.name == name }) else {
      let names = GuestKernel.all.map(\.name).joined(separator: ", ")
      put(
        "hypertwin-guest: there is no kernel \"\(name)\"; use \(names), agent or help\n",
        to: STDERR_FILENO)
      return .usage
    }
    do {
      let arguments = try GuestArguments(Array(words.dropFirst()), of: kernel)
      RunEvents.begin(kernel)
      let result = try kernel.run(arguments)
      return put(try JSONLine.text(Report(kernel: name, result: result)) + "\n", to: STDOUT_FILENO)
    } catch let error as GuestArguments.Mistake {
      put("hypertwin-guest \(name): \(error)\n", to: STDERR_FILENO)
      return .usage
    } catch {
      return fail(name, "\(error)")
    }
  }

  /// Serves a host on standard input and output until the host closes them.
  private static func serve(_ words: [String]) -> Status {
    guard words.isEmpty else {
      put("hypertwin-guest agent: it has no keys, and got \"\(words[0])\"\n", to: STDERR_FILENO)
      return .usage
    }
    ByteChannel.makeRaw(STDIN_FILENO)
    do {
      _ = try Agent(input: STDIN_FILENO, output: STDOUT_FILENO).serve()
      return .done
    } catch {
      put("hypertwin-guest agent: \(error)\n", to: STDERR_FILENO)
      return .failed
    }
  }

  /// Says why a kernel failed, for readers and for whoever collects the results.
  private static func fail(_ kernel: String, _ reason: String) -> Status {
    put("hypertwin-guest \(kernel): \(reason)\n", to: STDERR_FILENO)
    if let line = try? JSONLine.text(["kernel": kernel, "error": reason]) {
      put(line + "\n", to: STDOUT_FILENO)
    }
    return .failed
  }

  /// The one line that a run prints.
  private struct Report: Encodable {
    let kernel: String
    let result: any Encodable

    enum Keys: String, CodingKey { case kernel, result }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(kernel, forKey: .kernel)
      try result.encode(to: container.superEncoder(forKey: .result))
    }
  }

  /// Writes all of `text`.
  @discardableResult
  private static func put(_ text: String, to descriptor: Int32) -> Status {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return .failed }
      rest = rest.dropFirst(count)
    }
    return .done
  }

  private static var help: String {
    var text = """
      usage: hypertwin-guest KERNEL [KEY=VALUE …]

      Runs one kernel on this machine and prints one line of JSON:
        {"kernel":KERNEL,"result":{…}}, or {"error":REASON,"kernel":KERNEL} if it failed.

      """
    for kernel in GuestKernel.all {
      text += "\n\(kernel.name): \(kernel.summary)\n"
      let width = kernel.keys.map(\.name.count).max() ?? 0
      for key in kernel.keys {
        let gap = String(repeating: " ", count: width - key.name.count)
        text += "  \(key.name)\(gap)  \(key.summary)\n"
      }
    }
    text += """

      agent: runs kernels and sets up the network for a host, which speaks to it on standard input
        and output; ends when the input is closed. As a machine's init it does so on the console.

      Exit status: 0 done; 1 the kernel could not run or its own check failed, and standard error
      says why; 64 the command line is wrong. /proc must be mounted before it starts.

      """
    return text
  }
}
