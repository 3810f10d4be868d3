import Model

extension ScenarioDecoder {
  /// The keys of a failure.
  static let failureKeys = ["link", "host", "at", "repair"]

  /// One failure, of a link or of a host.
  static func failure(_ reader: YAMLReader) -> Failure? {
    let at: SimTime = reader.quantity("at")
    let repair: SimTime? = reader.has("repair") ? reader.quantity("repair") : nil
    switch (reader.has("link"), reader.has("host")) {
    case (true, false):
      guard let end = reader.parsed("link", "router.eth0", { Link.End($0) }) else { return nil }
      return Failure(target: .link(end), at: at, repair: repair)
    case (false, true):
      return Failure(target: .host(Host.ID(reader.text("host"))), at: at, repair: repair)
    case (false, false):
      reader.fail("link", "missing; write an end of the link that fails, or host")
    case (true, true):
      reader.fail("host", "a failure is of a link or of a host; leave one out, or write two")
    }
    return nil
  }
}
