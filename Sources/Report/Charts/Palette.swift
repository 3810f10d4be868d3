/// Colours that people with any form of colour blindness tell apart (Okabe and Ito, Color Universal
/// Design, 2008), each dark enough for white paper and light enough for a dark screen, or outlined.
enum Palette: String, CaseIterable, Sendable {
  /// What was published.
  case published
  /// What is predicted or measured.
  case predicted
  /// An interval, or waiting.
  case interval
  /// The machines at both ends of a path.
  case end
  /// Links.
  case wire
  /// The host's kernel: driver, bridge, routing.
  case host
  /// What carries packets between the host and a VM: QEMU, vhost, netback.
  case backend
  /// The VM's own work, and its exits.
  case guest

  /// The colour, `#RRGGBB`.
  var hex: String {
    switch self {
    case .published: "#D55E00"
    case .predicted: "#0072B2"
    case .interval: "#56B4E9"
    case .end: "#7F7F7F"
    case .wire: "#56B4E9"
    case .host: "#009E73"
    case .backend: "#D55E00"
    case .guest: "#CC79A7"
    }
  }
}
