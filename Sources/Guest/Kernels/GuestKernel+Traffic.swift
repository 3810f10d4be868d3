import Kernels
import Model

/// The traffic kernels.
extension GuestKernel {
  /// Generator and receiver of frames, TCP streams, requests.
  static let traffic = [
    trafficRun, trafficSend, trainSend, trafficReceive, tcpSend, tcpReceive, requests,
    requestServer,
  ]

  private static let loadKeys = [
    Key(name: "rate", summary: "as 100kpacket/s, 1Gbit/s or max; max"),
    Key(name: "size", summary: "of frames with their CRC, as 64B or 64B,570B, or imix; 64B"),
    Key(name: "seconds", summary: "how long to send; 1"),
    Key(name: "packets", summary: "how many frames at most; no limit"),
    Key(name: "arrivals", summary: "constant, poisson or on-off; constant"),
    Key(name: "burst-time", summary: "a burst's mean length of on-off arrivals, in seconds; 0.01"),
    Key(name: "pause-time", summary: "the mean time between two bursts, in seconds; 0.01"),
    Key(name: "burst", summary: "frames handed over at once at most; 32, of a program 1024"),
    Key(name: "flows", summary: "flows, each with a destination of its own; 1"),
    Key(name: "batching", summary: "frames, segments, program or arrival; frames"),
    Key(name: "seed", summary: "that random arrivals derive from; 1"),
  ]
  static let frameKeys = [
    Key(name: "from", summary: "the frames' source address; 198.18.0.1"),
    Key(name: "to", summary: "the first flow's destination address; 198.19.0.1"),
    Key(name: "own-station", summary: "the hardware address they come from; 02:48:54:00:00:01"),
    Key(name: "station", summary: "the hardware address of the next hop; 02:48:54:00:00:02"),
    streamKey, portKey,
  ]
  private static let streamKey = Key(
    name: "stream", summary: "the number that a receiver knows the frames by; 1")
  private static let portKey = Key(name: "port", summary: "the UDP port they go to; 9")
  static let sendOn = Key(name: "send-on", summary: "the interface to send on; eth0")
  private static let receiveOn = Key(
    name: "receive-on", summary: "the interface to receive on; eth0")

  private static let trafficRun = GuestKernel(
    name: "traffic-run", summary: "sends frames on one interface and receives them on another",
    keys: [sendOn, receiveOn] + loadKeys + frameKeys, traits: .stoppable
  ) { arguments in
    let load = try load(arguments)
    var run = TrafficRun(
      load: load, sendingOn: place(arguments, "send-on"),
      receivingOn: place(arguments, "receive-on"))
    run.batching = try arguments.choice("batching") ?? .frames
    return TrafficFigures(try run.run(stop: RunEvents.stop), load: load, batching: run.batching)
  }

  private static let trafficSend = GuestKernel(
    name: "traffic-send", summary: "sends frames; a receiver elsewhere accounts for them",
    keys: [sendOn] + loadKeys + frameKeys, traits: .stoppable
  ) { arguments in
    let load = try load(arguments)
    let batching: TrafficRun.Batching = try arguments.choice("batching") ?? .frames
    let sent = try TrafficRun.send(
      load, on: place(arguments, "send-on"), batching: batching, stop: RunEvents.stop)
    return TrafficFigures(
      TrafficReport(send: sent, receive: nil), load: load, batching: batching)
  }

  private static let trafficReceive = GuestKernel(
    name: "traffic-receive", summary: "receives frames until their sender announces the end",
    keys: [
      receiveOn, Key(name: "seconds", summary: "how long at most; 10"),
      Key(name: "layout", summary: "of the ring: blocks or slots; blocks"),
      Key(name: "patience", summary: "milliseconds between two looks at the time; 5"),
      streamKey, portKey,
    ], traits: [.stoppable, .announcesStart]
  ) { arguments in
    var settings = TrafficReceiver<SystemClock>.Settings()
    settings.stream = try number(arguments, "stream") ?? settings.stream
    settings.port = try number(arguments, "port") ?? settings.port
    settings.nanoseconds = try nanoseconds(arguments, 10)
    settings.patience = try number(arguments, "patience") ?? settings.patience
    var ring = ReceiveRing.Settings()
    ring.layout = try arguments.choice("layout") ?? ring.layout
    let received = try TrafficRun.receive(
      on: place(arguments, "receive-on"), settings, ring: ring, stop: RunEvents.stop,
      onListening: RunEvents.started)
    return TrafficFigures(
      TrafficReport(send: nil, receive: received), load: nil, batching: nil)
  }

  private static let tcpSend = GuestKernel(
    name: "tcp-send", summary: "sends as much as TCP lets through to a tcp-receive",
    keys: [
      Key(name: "to", summary: "the receiver's IPv4 address; 198.18.0.2"),
      Key(name: "streams", summary: "connections at the same time; 1"),
      Key(name: "seconds", summary: "how long to send; 1"),
      Key(name: "window", summary: "the sockets' buffers, as 1MiB; the kernel adjusts them"),
      Key(name: "send-buffer", summary: "the sender's buffer alone, as 1MiB; as window"),
      Key(name: "congestion-control", summary: "reno, cubic…; the kernel's choice"),
      Key(name: "segment", summary: "the greatest segment, as 1460B; what the interface carries"),
      Key(name: "patience", summary: "seconds a connection may stand still; 5"),
    ], traits: .stoppable
  ) { arguments in
    var settings = ElasticSettings(address: try address(arguments, "to", "198.18.0.2"))
    settings.options.sendBuffer = try arguments.size("send-buffer").map { Int($0.bytes) }
    settings.options.congestionControl = arguments.text("congestion-control")
    settings.options.segment = try arguments.size("segment").map { Int($0.bytes) }
    settings.streams = try arguments.integer("streams") ?? 1
    settings.nanoseconds = try nanoseconds(arguments, 1)
    settings.window = try arguments.size("window").map { Int($0.bytes) }
    settings.patience = try arguments.integer("patience") ?? settings.patience
    return try ElasticSender(settings: settings).run(stop: RunEvents.stop)
  }

  private static let tcpReceive = GuestKernel(
    name: "tcp-receive", summary: "receives the TCP streams of one sender",
    keys: [
      Key(name: "address", summary: "the IPv4 address to listen on; 0.0.0.0"),
      Key(name: "seconds", summary: "how long at most; 60"),
      Key(name: "window", summary: "the sockets' buffers, as 1MiB; the kernel adjusts them"),
    ], traits: [.stoppable, .announcesStart]
  ) { arguments in
    let receiver = try ElasticReceiver(
      address: try address(arguments, "address", "0.0.0.0"), port: 5202,
      window: try arguments.size("window").map { Int($0.bytes) })
    RunEvents.started()
    return [
      "stream_bytes": try receiver.run(
        nanoseconds: try nanoseconds(arguments, 60), stop: RunEvents.stop)
    ]
  }

  /// A time in seconds, which may be 0; nil if the key was left out.
  static func time(_ arguments: GuestArguments, _ key: String) throws -> SimTime? {
    guard let seconds = try arguments.number(key) else { return nil }
    guard (0...1000).contains(seconds) else {
      throw GuestArguments.Mistake(description: "\(key)=\(seconds): write 0 to 1000 seconds")
    }
    return SimTime(seconds: seconds)
  }

  private static func load(_ arguments: GuestArguments) throws -> TrafficLoad {
    do {
      var load = TrafficLoad(
        rate: try TrafficLoad.Rate(parsing: arguments.text("rate") ?? "max"),
        mix: try FrameMix(parsing: arguments.text("size") ?? "64 B"),
        duration: SimTime(seconds: try arguments.number("seconds") ?? 1))
      load.packets = try arguments.integer("packets")
      load.arrivals = try arguments.choice("arrivals") ?? .constant
      load.burstTime = try time(arguments, "burst-time") ?? load.burstTime
      load.pauseTime = try time(arguments, "pause-time") ?? load.pauseTime
      let batching: TrafficRun.Batching = try arguments.choice("batching") ?? .frames
      load.burst = try arguments.integer("burst") ?? batching.usualBurst
      load.flows = try arguments.integer("flows") ?? load.flows
      load.seed = try number(arguments, "seed") ?? load.seed
      load.stream = try number(arguments, "stream") ?? load.stream
      load.addresses = try addresses(arguments, load.addresses)
      try load.validate(largestFrame: FrameMix.largestSize)
      return load
    } catch let error as TrafficError {
      throw GuestArguments.Mistake(description: error.description)
    }
  }

  static func addresses(
    _ arguments: GuestArguments, _ usual: TrafficAddresses
  ) throws -> TrafficAddresses {
    var addresses = usual
    addresses.source = try address(arguments, "from", usual.source.description)
    addresses.destination = try address(arguments, "to", usual.destination.description)
    addresses.destinationPort = try number(arguments, "port") ?? usual.destinationPort
    addresses.sourceStation = try octets(arguments, "own-station") ?? usual.sourceStation
    addresses.destinationStation = try octets(arguments, "station") ?? usual.destinationStation
    return addresses
  }

  /// The six octets of a hardware address; nil if the key was left out.
  private static func octets(_ arguments: GuestArguments, _ key: String) throws -> [UInt8]? {
    guard let text = arguments.text(key) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let octets = parts.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
    guard parts.count == 6, octets.count == 6 else {
      throw GuestArguments.Mistake(
        description: "\(key)=\(text) is not a hardware address; write 02:48:54:00:00:02")
    }
    return octets
  }

  /// A whole number within its type; nil if the key was left out.
  static func number<Number: FixedWidthInteger>(
    _ arguments: GuestArguments, _ key: String
  ) throws -> Number? {
    guard let text = arguments.text(key) else { return nil }
    guard let number = Number(text) else {
      throw GuestArguments.Mistake(
        description: "\(key)=\(text) is not a whole number from \(Number.min) to \(Number.max)")
    }
    return number
  }

  static func place(_ arguments: GuestArguments, _ key: String) -> TrafficRun.Place {
    TrafficRun.Place(parsing: arguments.text(key) ?? "eth0")
  }

  static func nanoseconds(
    _ arguments: GuestArguments, _ otherwise: Double
  ) throws -> UInt64 {
    let seconds = try arguments.number("seconds") ?? otherwise
    guard seconds > 0, seconds <= 86_400 else {
      throw GuestArguments.Mistake(
        description: "seconds=\(seconds): write more than 0 and at most 86400")
    }
    return UInt64(seconds * 1e9)
  }

  static func address(
    _ arguments: GuestArguments, _ key: String, _ otherwise: String
  ) throws -> IPv4Address {
    do {
      return try IPv4Address(parsing: arguments.text(key) ?? otherwise)
    } catch {
      throw GuestArguments.Mistake(description: "\(key): \(error)")
    }
  }
}
