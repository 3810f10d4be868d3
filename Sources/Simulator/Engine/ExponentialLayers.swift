/// The layers of the ziggurat from which exponentially distributed numbers are drawn.
///
/// The density e^(−x) is covered by 256 layers of one area; nearly always a number that is uniform
/// within its layer lies below the density and is taken without a logarithm (Marsaglia and Tsang,
/// doi:10.18637/jss.v005.i08).
struct ExponentialLayers: Sendable {
  /// The layers of all streams.
  static let shared = ExponentialLayers()

  /// Where the tail begins, and the area of a layer: the paper's solution for 256 layers.
  static let tail = 7.697_117_470_131_049_7
  private static let area = 0.003_949_659_822_581_557_2

  /// The right end of each layer, from the widest up; one more for the top.
  let widths: InlineArray<257, Double>
  /// The density there.
  let densities: InlineArray<257, Double>

  private init() {
    var widths = InlineArray<257, Double>(repeating: 0)
    var densities = InlineArray<257, Double>(repeating: 1)
    widths[0] = Self.area * Elementary.exp(Self.tail)
    widths[1] = Self.tail
    for layer in 2..<256 {
      let below = widths[layer - 1]
      widths[layer] = -Elementary.log(Self.area / below + Elementary.exp(-below))
    }
    for layer in 0..<256 { densities[layer] = Elementary.exp(-widths[layer]) }
    self.widths = widths
    self.densities = densities
  }
}
