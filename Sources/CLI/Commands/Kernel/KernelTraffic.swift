import ArgumentParser

/// `hypertwin kernel traffic`: a generator and a receiver of frames, and TCP streams.
struct KernelTraffic: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "traffic",
    abstract: "Generate, receive and account for network traffic.",
    discussion: """
      Frames are IPv4 and UDP with addresses from 198.18.0.0/15 (RFC 2544); each carries a stream, a
      sequence number and the time it was written. Sizes include the CRC. It needs root, or the
      capability CAP_NET_RAW.

      A run in which less than 99.9 % of the intended load was offered is invalid: the results are
      printed, the reason goes to standard error, and the exit status is 1.

      EXAMPLE
        hypertwin kernel traffic run --send-on veth0 --receive-on veth1 --rate '100 kpacket/s'
      """,
    subcommands: [
      KernelTrafficRun.self, KernelTrafficSend.self, KernelTrafficReceive.self,
      KernelTrafficSelfTest.self, KernelTrafficTCPSend.self, KernelTrafficTCPReceive.self,
      KernelTrafficRequests.self, KernelTrafficRequestServer.self,
    ])
}
