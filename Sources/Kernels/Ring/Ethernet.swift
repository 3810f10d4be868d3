/// Sizes of Ethernet frames, in bytes (IEEE 802.3).
public enum Ethernet {
  /// Destination, source and type.
  public static let headerBytes = 14
  /// A VLAN tag (IEEE 802.1Q), which comes on top of the largest frame.
  public static let tagBytes = 4
  /// The frame check sequence, which devices add and remove; frame sizes include it.
  public static let checkBytes = 4
  /// The smallest frame with its check sequence.
  public static let smallestFrame = 64
  /// The largest frame with its check sequence for an MTU of 1500.
  public static let largestFrame = 1518
  /// Preamble, start delimiter and the least gap, which the line carries beside every frame.
  public static let lineOverheadBytes = 20
}
