/// What was measured on racks, with all that it rests on: a counts file.
public struct RackFigures: Hashable, Sendable {
  /// What the racks' clocks went by.
  public enum Clock: String, Hashable, Sendable, Codable, CaseIterable {
    /// Instructions: figures are counts of them.
    case instructions
    /// The time of the machine below: figures are of an emulator's speed.
    case time
  }

  /// One number.
  public struct Figure: Hashable, Sendable {
    /// What it is, such as `udp packet`: the workload and the quantity.
    public var name: String
    /// Its unit, such as `instructions`.
    public var unit: String
    /// The number, finite.
    public var value: Double

    /// All its properties.
    public init(name: String, unit: String, value: Double) {
      self.name = name
      self.unit = unit
      self.value = value
    }
  }

  /// What was measured on one platform.
  public struct Platform: Hashable, Sendable {
    /// The name of its scenario, such as `kvm-virtio`.
    public var name: String
    /// Its numbers, each name once.
    public var figures: [Figure]

    /// All its properties.
    public init(name: String, figures: [Figure]) {
      self.name = name
      self.figures = figures
    }
  }

  /// What kind of machine it was, such as `emulated host`.
  public var label: String
  /// What its clocks went by.
  public var clock: Clock
  /// The version of hypertwin that measured.
  public var version: String
  /// What the figures cannot say.
  public var caveat: String
  /// The packages that decide about the figures, `name=version`.
  public var packages: [String]
  /// For how long flows were sent, in seconds; nil for counts.
  public var flowSeconds: Double?
  /// The platforms, each name once.
  public var platforms: [Platform]

  /// All its properties.
  public init(
    label: String, clock: Clock, version: String, caveat: String, packages: [String],
    flowSeconds: Double? = nil, platforms: [Platform]
  ) {
    self.label = label
    self.clock = clock
    self.version = version
    self.caveat = caveat
    self.packages = packages
    self.flowSeconds = flowSeconds
    self.platforms = platforms
  }
}
