internal import PiParameters
internal import PiVector

#if arch(x86_64)
  internal import PiVectorAVX2
  internal import PiVectorAVX512
#endif

/// The passes of a transform in the instructions that the processor has.
enum VectorPasses {
  /// Doubles per vector.
  static func width(_ set: InstructionSet) -> Int {
    switch set {
    #if arch(x86_64)
      case .avx2: return PiVectorAVX2.VectorTransform.width
      case .avx512: return PiVectorAVX512.VectorTransform.width
    #endif
    default: return PiVector.VectorTransform.width
    }
  }

  /// See `VectorTransform.load`.
  static func load(
    _ set: InstructionSet, _ shape: TransformShape, _ source: DigitSource, range: Range<Int>,
    data: UnsafeMutablePointer<Double>, buffer: UnsafeMutablePointer<Double>
  ) -> Double {
    switch set {
    #if arch(x86_64)
      case .avx2:
        return PiVectorAVX2.VectorTransform.load(
          shape, source, range: range, data: data, buffer: buffer)
      case .avx512:
        return PiVectorAVX512.VectorTransform.load(
          shape, source, range: range, data: data, buffer: buffer)
    #endif
    default:
      return PiVector.VectorTransform.load(
        shape, source, range: range, data: data, buffer: buffer)
    }
  }

  /// See `VectorTransform.store`.
  static func store(
    _ set: InstructionSet, _ shape: TransformShape, scale: Double, range: Range<Int>,
    data: UnsafeMutablePointer<Double>, buffer: UnsafeMutablePointer<Double>
  ) {
    switch set {
    #if arch(x86_64)
      case .avx2:
        PiVectorAVX2.VectorTransform.store(
          shape, scale: scale, range: range, data: data, buffer: buffer)
      case .avx512:
        PiVectorAVX512.VectorTransform.store(
          shape, scale: scale, range: range, data: data, buffer: buffer)
    #endif
    default:
      PiVector.VectorTransform.store(
        shape, scale: scale, range: range, data: data, buffer: buffer)
    }
  }

  /// See `VectorTransform.transform`.
  static func transform(
    _ set: InstructionSet, _ shape: TransformShape, row: Int, data: UnsafeMutablePointer<Double>
  ) {
    switch set {
    #if arch(x86_64)
      case .avx2: PiVectorAVX2.VectorTransform.transform(shape, row: row, data: data)
      case .avx512: PiVectorAVX512.VectorTransform.transform(shape, row: row, data: data)
    #endif
    default: PiVector.VectorTransform.transform(shape, row: row, data: data)
    }
  }

  /// See `VectorTransform.multiply`.
  static func multiply(
    _ set: InstructionSet, _ shape: TransformShape, row: Int, a: UnsafeMutablePointer<Double>,
    b: UnsafeMutablePointer<Double>
  ) {
    switch set {
    #if arch(x86_64)
      case .avx2: PiVectorAVX2.VectorTransform.multiply(shape, row: row, a: a, b: b)
      case .avx512: PiVectorAVX512.VectorTransform.multiply(shape, row: row, a: a, b: b)
    #endif
    default: PiVector.VectorTransform.multiply(shape, row: row, a: a, b: b)
    }
  }

  /// See `VectorTransform.limbsPerLane`.
  static func limbsPerLane(_ set: InstructionSet, _ shape: TransformShape) -> Int? {
    switch set {
    #if arch(x86_64)
      case .avx2: return PiVectorAVX2.VectorTransform.limbsPerLane(shape)
      case .avx512: return PiVectorAVX512.VectorTransform.limbsPerLane(shape)
    #endif
    default: return PiVector.VectorTransform.limbsPerLane(shape)
    }
  }

  /// See `VectorTransform.join`.
  static func join(
    _ set: InstructionSet, _ shape: TransformShape, range: Range<Int>, data: UnsafePointer<Double>,
    product: UnsafeMutablePointer<UInt64>, limbs: Int, carries: UnsafeMutablePointer<Int64>
  ) {
    switch set {
    #if arch(x86_64)
      case .avx2:
        PiVectorAVX2.VectorTransform.join(
          shape, range: range, data: data, product: product, limbs: limbs, carries: carries)
      case .avx512:
        PiVectorAVX512.VectorTransform.join(
          shape, range: range, data: data, product: product, limbs: limbs, carries: carries)
    #endif
    default:
      PiVector.VectorTransform.join(
        shape, range: range, data: data, product: product, limbs: limbs, carries: carries)
    }
  }
}
