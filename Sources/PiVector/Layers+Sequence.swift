internal import PiParameters

extension Layers {
  /// All layers of `layers` from the index `first` on, on one polynomial of `count` lines, which is
  /// number `node` among those of its layer; the last ones have `leaf` lines.
  ///
  /// While a polynomial is large the layers go depth first, so that its parts finish in the cache.
  static func forward(
    _ base: LinePointer, count: Int, leaf: Int, node: Int,
    layers: UnsafeBufferPointer<TransformLayer>, from first: Int = 0
  ) {
    var nodes = 1
    var size = count
    var number = node
    for index in first..<layers.count {
      let layer = layers[index]
      for k in 0..<nodes {
        forward(base + k * size * Line.stride, count: size, node: number + k, layer: layer)
      }
      size /= layer.radix
      nodes *= layer.radix
      number *= layer.radix
      if size > depthFirstLines {
        for k in 0..<nodes {
          forward(
            base + k * size * Line.stride, count: size, leaf: leaf, node: number + k,
            layers: layers, from: index + 1)
        }
        return
      }
    }
  }

  /// The inverse of `forward`, times `count` / `leaf`.
  static func inverse(
    _ base: LinePointer, count: Int, leaf: Int, node: Int,
    layers: UnsafeBufferPointer<TransformLayer>, from first: Int = 0
  ) {
    guard first < layers.count else { return }
    let layer = layers[first]
    let size = count / layer.radix
    if size > depthFirstLines {
      for k in 0..<layer.radix {
        inverse(
          base + k * size * Line.stride, count: size, leaf: leaf, node: node * layer.radix + k,
          layers: layers, from: first + 1)
      }
      inverse(base, count: count, node: node, layer: layer)
      return
    }
    var size2 = leaf
    for index in stride(from: layers.count - 1, through: first, by: -1) {
      let layer = layers[index]
      size2 *= layer.radix
      let nodes = count / size2
      for k in 0..<nodes {
        inverse(
          base + k * size2 * Line.stride, count: size2, node: node * nodes + k, layer: layer)
      }
    }
  }

  /// Polynomials of at most so many lines (16 KiB of four lanes) are taken layer by layer.
  private static var depthFirstLines: Int { 256 }

  @inline(__always)
  private static func forward(
    _ base: LinePointer, count: Int, node: Int, layer: TransformLayer
  ) {
    let roots = layer.roots + node * rootStride(radix: layer.radix)
    switch layer.radix {
    case 4: forward4(base, quarter: count / 4, roots: roots)
    case 2: forward2(base, half: count / 2, roots: roots)
    case 3: forward3(base, third: count / 3, roots: roots)
    default: forward5(base, fifth: count / 5, roots: roots)
    }
  }

  @inline(__always)
  private static func inverse(
    _ base: LinePointer, count: Int, node: Int, layer: TransformLayer
  ) {
    let roots = layer.roots + node * rootStride(radix: layer.radix)
    switch layer.radix {
    case 4: inverse4(base, quarter: count / 4, roots: roots)
    case 2: inverse2(base, half: count / 2, roots: roots)
    case 3: inverse3(base, third: count / 3, roots: roots)
    default: inverse5(base, fifth: count / 5, roots: roots)
    }
  }
}
