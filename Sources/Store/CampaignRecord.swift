internal import FoundationEssentials
internal import Model

/// A campaign: a scenario measured in every cell, block after block, with all that was fixed
/// before its first sample.
public struct CampaignRecord: Hashable, Sendable, Codable, Identifiable {
  /// A campaign's UUID, in lower case.
  public struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 36 characters.
    public let text: String

    /// A new one, at random.
    public init() { text = UUID().uuidString.lowercased() }

    /// The UUID of `text`; nil if it is none.
    public init?(_ text: String) {
      guard let uuid = UUID(uuidString: text) else { return nil }
      self.text = uuid.uuidString.lowercased()
    }

    /// The 36 characters.
    public var description: String { text }

    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      let text = try container.decode(String.self)
      guard let id = ID(text) else {
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\"\(text)\" is not a UUID")
      }
      self = id
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }

  /// On what the numbers were measured. Numbers of two labels are never compared unasked.
  public enum Label: String, Hashable, Sendable, Codable, CaseIterable {
    /// Real machines, with the processor's virtualization.
    case real
    /// Real hypervisors inside an emulated host: code paths are real, speeds are not.
    case emulated
    /// Guests that QEMU interprets (TCG), where KVM is not usable.
    case softwareEmulation = "software emulation"
  }

  /// A file as it was when the campaign was made.
  public struct Document: Hashable, Sendable, Codable {
    /// Its whole text.
    public var text: String
    /// The SHA-256 of the text, 64 hexadecimal digits.
    public var hash: String

    /// That text with its hash.
    public init(_ text: String) {
      self.text = text
      hash = SHA256.hexadecimal(of: text.utf8)
    }

    /// What a store holds.
    init(text: String, hash: String) {
      self.text = text
      self.hash = hash
    }
  }

  /// Its UUID.
  public var id: ID
  /// What people call it.
  public var name: String
  /// On what it is measured.
  public var label: Label
  /// The scenario file, after overrides.
  public var scenario: Document
  /// The testbed file.
  public var testbed: Document
  /// The SHA-256 of the plan of actions that was shown and is applied.
  public var planHash: String
  /// The seed of the order within blocks, and of the workloads.
  public var seed: UInt64
  /// Samples of each cell, fixed in advance; at least 1.
  public var blocks: Int
  /// When it was made.
  public var created: Timestamp
  /// The version of hypertwin that made it.
  public var version: String
  /// The cells in the order of reports; the first is what others are compared with.
  public var cells: [CellRecord]

  enum CodingKeys: String, CodingKey {
    case id, name, label, scenario, testbed
    case planHash = "plan_hash"
    case seed, blocks, created, version, cells
  }

  /// All its properties.
  public init(
    id: ID = ID(), name: String, label: Label, scenario: Document, testbed: Document,
    planHash: String, seed: UInt64, blocks: Int, created: Timestamp, version: String,
    cells: [CellRecord]
  ) {
    self.id = id
    self.name = name
    self.label = label
    self.scenario = scenario
    self.testbed = testbed
    self.planHash = planHash
    self.seed = seed
    self.blocks = blocks
    self.created = created
    self.version = version
    self.cells = cells
  }
}

/// A cell: a platform in one configuration.
public struct CellRecord: Hashable, Sendable, Codable {
  /// What names it within its campaign, and in others that are compared with it:
  /// `PLATFORM/CONFIGURATION`, such as `kvm/virtio`.
  public var key: String
  /// The platform: `native`, `kvm`, `xen`…
  public var platform: String
  /// All its settings, a JSON object with sorted keys.
  public var settings: String

  /// All its properties.
  public init(key: String, platform: String, settings: String = "{}") {
    self.key = key
    self.platform = platform
    self.settings = settings
  }
}
