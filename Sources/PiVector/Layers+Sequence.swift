internal import PiParameters

extension Layers {
  /// Polynomials of at most so many lines (16 KiB of four lanes) are taken layer by layer: they stay
  /// in the first-level cache. Larger ones go depth first, part by part.
  private static var cachedLines: Int { 256 }

  /// All layers from the index `first` on, on one polynomial of `count` lines, which is number
  /// `node` among those of its layer; the last ones have `leaf` lines.
  static func forward(
    _ base: LinePointer, count: Int, leaf: Int, node: Int,
    layers: UnsafeBufferPointer<TransformLayer>, from first: Int = 0
  ) {
    var parts = 1
    var size = count
    var number = node
    var index = first
    while index < layers.count {
      if leaf == 1, size == 16 {
        for part in 0..<parts {
          forward16(
            base + part &* 16 &* Line.stride, node: number &+ part, layers[index].roots,
            layers[index &+ 1].roots)
        }
        return
      }
      let layer = layers[index]
      for part in 0..<parts {
        forward(
          base + part &* size &* Line.stride, count: size, node: number &+ part, layer: layer)
      }
      size /= layer.radix
      parts = parts &* layer.radix
      number = number &* layer.radix
      index = index &+ 1
      guard size <= cachedLines else {
        for part in 0..<parts {
          forward(
            base + part &* size &* Line.stride, count: size, leaf: leaf, node: number &+ part,
            layers: layers, from: index)
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
    let radix = layers[first].radix
    let size = count / radix
    if size > cachedLines {
      for part in 0..<radix {
        inverse(
          base + part &* size &* Line.stride, count: size, leaf: leaf,
          node: node &* radix &+ part, layers: layers, from: first &+ 1)
      }
      inverse(base, count: count, node: node, layer: layers[first])
      return
    }
    var size2 = leaf
    var index = layers.count &- 1
    if leaf == 1, index > first, count >= 16 {
      let parts = count / 16
      for part in 0..<parts {
        inverse16(
          base + part &* 16 &* Line.stride, node: node &* parts &+ part, layers[index &- 1].roots,
          layers[index].roots)
      }
      size2 = 16
      index = index &- 2
    }
    while index >= first {
      let layer = layers[index]
      size2 = size2 &* layer.radix
      let parts = count / size2
      for part in 0..<parts {
        inverse(
          base + part &* size2 &* Line.stride, count: size2, node: node &* parts &+ part,
          layer: layer)
      }
      index = index &- 1
    }
  }

  /// The last two layers of radix 4, on 16 lines.
  @inline(__always)
  private static func forward16(
    _ base: LinePointer, node: Int, _ outer: UnsafePointer<Double>,
    _ inner: UnsafePointer<Double>
  ) {
    forward4(base, quarter: 4, roots: outer + node &* 6)
    for part in 0..<4 {
      forward4(
        base + part &* 4 &* Line.stride, quarter: 1, roots: inner + (node &* 4 &+ part) &* 6)
    }
  }

  /// The inverse of `forward16`, times 16.
  @inline(__always)
  private static func inverse16(
    _ base: LinePointer, node: Int, _ outer: UnsafePointer<Double>,
    _ inner: UnsafePointer<Double>
  ) {
    for part in 0..<4 {
      inverse4(
        base + part &* 4 &* Line.stride, quarter: 1, roots: inner + (node &* 4 &+ part) &* 6)
    }
    inverse4(base, quarter: 4, roots: outer + node &* 6)
  }

  @inline(__always)
  private static func forward(
    _ base: LinePointer, count: Int, node: Int, layer: TransformLayer
  ) {
    let roots = layer.roots + node &* rootStride(radix: layer.radix)
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
    let roots = layer.roots + node &* rootStride(radix: layer.radix)
    switch layer.radix {
    case 4: inverse4(base, quarter: count / 4, roots: roots)
    case 2: inverse2(base, half: count / 2, roots: roots)
    case 3: inverse3(base, third: count / 3, roots: roots)
    default: inverse5(base, fifth: count / 5, roots: roots)
    }
  }
}
