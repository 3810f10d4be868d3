import Store

/// What a workload's run gave, and why it may not be used, if it may not.
struct Outcome: Hashable, Sendable {
  /// The numbers, in the words and units of simulated results.
  var measurements: [Measurement] = []
  /// Why the run is invalid, empty for a valid one.
  var invalidity: [Invalidity] = []
  /// What a reader must know beside the numbers, one sentence each.
  var notes: [String] = []
  /// What each agent's machine said of itself, by its place.
  var machines: [String: CanonicalJSON] = [:]
  /// The domains as they really ran.
  var domains: [EnvironmentInputs.Domain] = []
  /// The versions of hypervisors and libvirt.
  var versions: [String: Fact] = [:]
  /// Where the counts of guests' exits come from, or why there are none, by guest.
  var sourcesOfExits: [String: Fact] = [:]
  /// The lines of JSON that the agents answered with.
  var raw: [RawResult] = []

  /// Adds what another run gave.
  mutating func add(_ other: Outcome) {
    measurements += other.measurements
    invalidity += other.invalidity
    notes += other.notes
    machines.merge(other.machines) { _, new in new }
    domains += other.domains
    versions.merge(other.versions) { _, new in new }
    sourcesOfExits.merge(other.sourcesOfExits) { _, new in new }
    raw += other.raw
  }
}
