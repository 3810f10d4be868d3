import ArgumentParser

/// `hypertwin kernel`: the work that runs natively and inside every VM.
struct Kernel: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run one of the measured workloads on this machine.",
    discussion: """
      Every kernel verifies its own result: a failed check is a failed run.
      """,
    subcommands: [
      KernelPi.self, KernelStream.self, KernelForward.self, KernelTraffic.self, KernelProbe.self,
      KernelInfo.self,
    ])
}
