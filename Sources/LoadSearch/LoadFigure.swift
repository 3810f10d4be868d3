/// One number that was found by loading a flow.
public struct LoadFigure: Hashable, Sendable {
  /// What it is, such as `ndr`, `ndr_upper`, `search_trials` or `saturation_packets`.
  public var quantity: String
  /// Its unit: `packet/s`, `Mbit/s`, `s` or `1`.
  public var unit: String
  /// The number.
  public var value: Double

  /// What passes of a flow that is loaded with all that its path or its sender can do: the same
  /// words for a real flow and a simulated one.
  ///
  /// - Parameters:
  ///   - intended: Frames per second that were to be sent; nil for as many as the sender makes.
  ///   - offered: Frames per second that were sent.
  ///   - passed: Frames per second that arrived.
  ///   - loss: The share of the frames that was lost, 0 to 1.
  ///   - payload: Bytes of UDP payload in a frame.
  public static func saturation(
    intended: Double?, offered: Double, passed: Double, loss: Double, payload: Double
  ) -> [LoadFigure] {
    let figures = [
      intended.map { ("intended", "packet/s", $0) }, ("offered", "packet/s", offered),
      ("packets", "packet/s", passed), ("goodput", "Mbit/s", passed * payload * 8 / 1e6),
      ("loss", "1", loss),
    ]
    return figures.compactMap { figure in
      figure.map { LoadFigure(quantity: "saturation_\($0.0)", unit: $0.1, value: $0.2) }
    }
  }
}
