#if canImport(Glibc)
  import Glibc
#endif
import Model
import Simulator
import Statistics

extension CostModel {
  /// The model with every parameter drawn at random from its range.
  ///
  /// A parameter's logarithm is normal on either side of its value, with `low` and `high` as the
  /// 2.5 % and 97.5 % quantiles (a split normal distribution). Every parameter draws from a stream
  /// of its own.
  func drawn(_ index: Int, seed: UInt64) -> CostModel {
    var model = self
    for parameter in parameters where parameter.low > 0 && parameter.low < parameter.high {
      var stream = RandomStream(seed: seed, replication: index, name: "prior \(parameter.name)")
      let deviate = stream.normal()
      let end = deviate < 0 ? parameter.low : parameter.high
      let sigma = log(end / parameter.value).magnitude / NormalDistribution.quantile975
      var value = parameter.value * exp(deviate * sigma)
      // A share cannot exceed the whole: where the range ends at 1, so do the draws.
      if parameter.high == 1 { value = min(value, 1) }
      model[parameter.name]?.value = value
    }
    return model
  }
}
