import ArgumentParser
import Kernels
import Model

/// What a generator is to send, as options.
struct TrafficLoadOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Frames per second (100 kpacket/s), bits per second of frames with their CRC (1 Gbit/s), or "
        + "max for as much as the machine can.", valueName: "rate"))
  var rate: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The size of every frame with its CRC, 64 B to 9018 B, several sizes with commas between, "
        + "or imix for 28×64, 16×570 and 4×1518 B.", valueName: "size"))
  var size = "64 B"

  @Option(
    name: .long,
    help: "The times between frames: all the same, exponential, or all the same during bursts.")
  var arrivals = TrafficLoad.Arrivals.constant

  @Option(
    name: .long,
    help: ArgumentHelp("The mean length of a burst of on-off arrivals.", valueName: "time"))
  var burstTime = "10 ms"

  @Option(
    name: .long,
    help: ArgumentHelp("The mean time between two bursts.", valueName: "time"))
  var pauseTime = "10 ms"

  @Option(name: .long, help: ArgumentHelp("How long to send, at most 86400.", valueName: "number"))
  var seconds = 1.0

  @Option(
    name: .long, help: ArgumentHelp("Send no more frames than these.", valueName: "number"))
  var packets: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The most frames that are handed over at once, 1 to 1024; 32, or 1024 by a program, unless "
        + "given.", valueName: "number"))
  var burst: Int?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Flows, 1 to 4096, each with a destination address of its own.", valueName: "number"))
  var flows = 1

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Frames of a flow, of one size, in a row before the next flow's, 1 to 1024.",
      valueName: "number"))
  var train = 1

  @Option(
    name: .long,
    help: ArgumentHelp("The number that random arrivals derive from.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Whether each frame is handed over itself, or joined ones that the kernel cuts, or a program "
        + "in the kernel makes them (XDP), which the interface sends, or receives (arrival)."))
  var batching = TrafficRun.Batching.frames

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The hardware address that frames are sent to, such as the router's.",
      valueName: "02:48:54:00:00:02"))
  var station: String?

  @Option(
    name: .long,
    help: ArgumentHelp("The address that frames come from.", valueName: "address"))
  var from = "198.18.0.1"

  @Option(
    name: .long,
    help: ArgumentHelp(
      "The address that the first flow's frames go to, the others' following it; outside "
        + "198.18.0.0/15 only with --any-address.",
      valueName: "address"))
  var to = "198.19.0.1"

  @Flag(name: .long, help: "Allow addresses outside the block for benchmarks, 198.18.0.0/15.")
  var anyAddress = false

  @OptionGroup var stream: TrafficStreamOptions

  /// The load.
  func load() throws -> TrafficLoad {
    _ = try TrafficSeconds.nanoseconds(seconds)
    var load = TrafficLoad(
      rate: try Self.rate(rate), mix: try Self.mix(size), duration: SimTime(seconds: seconds))
    load.arrivals = arrivals
    load.burstTime = try Self.time(burstTime, "--burst-time")
    load.pauseTime = try Self.time(pauseTime, "--pause-time")
    load.packets = packets
    load.burst = burst ?? batching.usualBurst
    load.flows = flows
    load.train = train
    load.seed = seed
    load.stream = stream.stream
    load.addresses.destinationPort = stream.port
    load.addresses.source = try address(from, "--from")
    load.addresses.destination = try address(to, "--to")
    if let station { load.addresses.destinationStation = try Self.octets(station) }
    do {
      try load.validate(largestFrame: FrameMix.largestSize)
    } catch {
      throw ValidationError("\(error)")
    }
    return load
  }

  /// A rate of packets or bits, or the most that goes.
  static func rate(_ text: String) throws -> TrafficLoad.Rate {
    do {
      return try TrafficLoad.Rate(parsing: text)
    } catch {
      throw ValidationError("--rate: \(error)")
    }
  }

  /// A span of time.
  private static func time(_ text: String, _ option: String) throws -> SimTime {
    do {
      return try SimTime(parsing: text)
    } catch {
      throw ValidationError("\(option): \(error)")
    }
  }

  /// One size, several, or the mix.
  static func mix(_ text: String) throws -> FrameMix {
    do {
      return try FrameMix(parsing: text)
    } catch {
      throw ValidationError("--size: \(error)")
    }
  }

  private func address(_ text: String, _ option: String) throws -> IPv4Address {
    let address = try Self.address(text, option)
    guard Self.isForBenchmarks(address) || anyAddress else {
      throw ValidationError(
        "\(option): \(text) is outside 198.18.0.0/15, the block for benchmarks (RFC 2544); "
          + "--any-address allows it")
    }
    return address
  }

  private static func isForBenchmarks(_ address: IPv4Address) -> Bool {
    address.bits >> 17 == 0xC612_0000 >> 17
  }

  /// The address of a socket's other end that an option gives: of the block for benchmarks or of
  /// the loopback's, unless any is allowed.
  static func peer(_ text: String, _ option: String, anyAddress: Bool) throws -> IPv4Address {
    let address = try Self.address(text, option)
    guard isForBenchmarks(address) || address.bits >> 24 == 127 || anyAddress else {
      throw ValidationError(
        "\(option): \(text) is outside 198.18.0.0/15, the block for benchmarks (RFC 2544), and "
          + "127.0.0.0/8; --any-address allows it")
    }
    return address
  }

  /// The address that an option gives.
  static func address(_ text: String, _ option: String) throws -> IPv4Address {
    do {
      return try IPv4Address(parsing: text)
    } catch {
      throw ValidationError("\(option): \(error)")
    }
  }

  private static func octets(_ text: String) throws -> [UInt8] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let octets = parts.compactMap { $0.count == 2 ? UInt8($0, radix: 16) : nil }
    guard parts.count == 6, octets.count == 6 else {
      throw ValidationError(
        "--station: \"\(text)\" is not a hardware address; write 02:48:54:00:00:02")
    }
    return octets
  }
}

/// By what a receiver knows its frames.
struct TrafficStreamOptions: ParsableArguments {
  @Option(
    name: .long, help: ArgumentHelp("The number of the stream, 0 to 65535.", valueName: "number"))
  var stream: UInt16 = 1

  @Option(
    name: .long,
    help: ArgumentHelp("The UDP port that the frames go to, 0 to 65535.", valueName: "number"))
  var port: UInt16 = 9
}

/// How a receiver's ring is made.
struct TrafficRingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The memory for received frames: a power of two, 64 KiB to 1 GiB.", valueName: "size"))
  var ring = "32 MiB"

  /// The settings.
  func settings() throws -> ReceiveRing.Settings {
    var settings = ReceiveRing.Settings()
    do {
      settings.bytes = Int(try ByteCount(parsing: ring).bytes)
    } catch {
      throw ValidationError("--ring: \(error)")
    }
    return settings
  }
}

/// How the results of a run are written.
struct TrafficOutputOptions: ParsableArguments {
  /// The forms of the results.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, json
  }

  @Option(name: .long, help: "The form of the results.")
  var format = Format.table

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Also write the latencies' percentile distribution, as HdrHistogram's plotter reads it.",
      valueName: "file.csv"),
    completion: .file(extensions: ["csv"]))
  var histogram: String?
}

extension TrafficLoad.Arrivals: ExpressibleByArgument {}
extension TrafficRun.Batching: ExpressibleByArgument {}
