import Kernels
import Model

/// Requests over UDP and their answers: a closed loop.
extension GuestKernel {
  private static let requestKeys = [
    Key(
      name: "frame",
      summary: "a request's frame with its CRC, and an answer's at most, as 200B; 200B"),
    Key(name: "response", summary: "user data of an answer, as 4KiB; 1KiB"),
    Key(name: "seconds", summary: "how long to ask; to serve at most; 1"),
  ]

  /// Clients.
  static let requests = GuestKernel(
    name: "requests", summary: "clients that ask a request-server over UDP, again and again",
    keys: [
      Key(name: "to", summary: "the server's IPv4 address; 198.18.0.2"),
      Key(name: "clients", summary: "requests under way at most; 1"),
      Key(name: "think", summary: "mean seconds from an answer to the next request; 0"),
      Key(name: "seed", summary: "that times of thinking derive from; 1"),
    ] + requestKeys, traits: .stoppable
  ) { arguments in
    var settings = try requestSettings(arguments, address: "to", "198.18.0.2")
    settings.clients = try arguments.integer("clients") ?? settings.clients
    settings.think = try time(arguments, "think").map { UInt64($0.seconds * 1e9) } ?? 0
    settings.seed = try number(arguments, "seed") ?? settings.seed
    return try RequestClients(settings: settings).run(stop: RunEvents.stop)
  }

  /// Their server.
  static let requestServer = GuestKernel(
    name: "request-server", summary: "answers requests over UDP",
    keys: [
      Key(name: "address", summary: "the IPv4 address to listen on; 0.0.0.0"),
      Key(name: "service", summary: "seconds that each request takes; 0"),
    ] + requestKeys, traits: [.stoppable, .announcesStart]
  ) { arguments in
    var settings = try requestSettings(arguments, address: "address", "0.0.0.0")
    settings.service = try time(arguments, "service").map { UInt64($0.seconds * 1e9) } ?? 0
    let server = try RequestServer(settings: settings)
    RunEvents.started()
    return try server.run(stop: RunEvents.stop)
  }

  private static func requestSettings(
    _ arguments: GuestArguments, address key: String, _ otherwise: String
  ) throws -> RequestSettings {
    var settings = RequestSettings(address: try address(arguments, key, otherwise))
    settings.frame = try arguments.size("frame").map { Int($0.bytes) } ?? settings.frame
    settings.response = try arguments.size("response").map { Int($0.bytes) } ?? settings.response
    settings.nanoseconds = try nanoseconds(arguments, 1)
    return settings
  }
}
