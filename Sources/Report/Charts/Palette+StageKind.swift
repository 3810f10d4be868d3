import Model

/// Which part of the system does the work of a stage, for colours.
extension Palette {
  /// The kinds of stages in the order in which a packet first meets them.
  static let stageKinds: [Palette] = [.end, .wire, .host, .backend, .guest]

  /// The kind of a stage by the words that the simulator builds its name from. A stage with a name
  /// of another form counts to the machines at the ends.
  static func kind(of time: StageTime) -> Palette {
    if time.thread == "wire" { return .wire }
    let words = time.stage.split(separator: " ")
    if words.contains("vCPU") { return .guest }
    if words.contains("backend") { return .backend }
    if words.contains("forward") || words.contains("bridge") { return .host }
    return .end
  }

  /// What a kind of stage is called in legends.
  var stageMeaning: String {
    switch self {
    case .wire: "wires"
    case .host: "host kernel"
    case .backend: "backend (QEMU, vhost, netback)"
    case .guest: "guest vCPU with its exits"
    default: "end machines"
    }
  }
}
