import Model

extension TrafficLoad.Rate {
  /// Reads `100 kpacket/s`, `1 Gbit/s` or `max`.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public init(parsing text: String) throws(TrafficError) {
    do {
      switch text {
      case "max": self = .saturation
      case _ where text.contains("packet"): self = .packets(try PacketRate(parsing: text))
      case _ where text.contains("bit"): self = .bits(try BitRate(parsing: text))
      default:
        throw TrafficError.setting(
          "\"\(text)\" is no rate; write a number and a unit, such as 100 kpacket/s or 1 Gbit/s, "
            + "or max")
      }
    } catch {
      throw .setting("\(error)")
    }
  }
}

extension FrameMix {
  /// Reads `64 B`, several sizes with commas between, or `imix`.
  ///
  /// - Throws: `TrafficError.setting`, which says what to write instead.
  public init(parsing text: String) throws(TrafficError) {
    guard text != "imix" else {
      self = .imix
      return
    }
    var pattern: [Int] = []
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      do {
        pattern.append(Int(try ByteCount(parsing: String(word)).bytes))
      } catch {
        throw .setting(error.description)
      }
    }
    try self.init(pattern: pattern)
  }
}
