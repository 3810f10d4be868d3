/// The parameters of the cost model by name: priors, or the outcome of a calibration.
public struct CostModel: Hashable, Sendable {
  /// The parameters, sorted by name, each name once.
  public private(set) var parameters: [Parameter]
  /// What the values are, for provenance: the name of a calibration, or "priors".
  public var name: String
  /// The SHA-256 of the calibration file in hexadecimal; nil for priors alone.
  public var hash: String?
  /// What the fitted values were fitted to; nil for priors alone, and where it is unknown.
  public var envelope: FitEnvelope?

  /// The model of `parameters`.
  ///
  /// - Precondition: no name occurs twice.
  public init(
    name: String, hash: String? = nil, envelope: FitEnvelope? = nil, parameters: [Parameter]
  ) {
    self.name = name
    self.hash = hash
    self.envelope = envelope
    self.parameters = parameters.sorted { $0.name < $1.name }
    for (left, right) in zip(self.parameters, self.parameters.dropFirst()) {
      precondition(left.name != right.name, "parameter \(left.name) is given twice")
    }
  }

  /// The model with the values that `other` was fitted to, each with this model's own range.
  ///
  /// A range is widened where the value lies outside it. The name and hash say where values are
  /// from.
  public func adoptingFits(of other: CostModel) -> CostModel {
    var model = self
    model.name = "\(name) and \(other.name)"
    model.hash = other.hash
    model.envelope = other.envelope
    for fitted in other.parameters where fitted.origin == .fitted {
      guard var parameter = model[fitted.name] else { continue }
      parameter.value = fitted.value
      parameter.low = min(parameter.low, fitted.value)
      parameter.high = max(parameter.high, fitted.value)
      parameter.origin = .fitted
      parameter.source = "\(fitted.source); range of the prior"
      model[fitted.name] = parameter
    }
    return model
  }

  /// The parameter of that name; nil if there is none. O(log n).
  public subscript(name: String) -> Parameter? {
    get { index(of: name).map { parameters[$0] } }
    set {
      switch (index(of: name), newValue) {
      case (let index?, let value?): parameters[index] = value
      case (let index?, nil): parameters.remove(at: index)
      case (nil, let value?):
        let index = parameters.firstIndex { $0.name > name } ?? parameters.endIndex
        parameters.insert(value, at: index)
      case (nil, nil): break
      }
    }
  }

  /// The position of the parameter of that name in `parameters`; nil if there is none. O(log n).
  public func index(of name: String) -> Int? {
    var low = 0
    var high = parameters.count
    while low < high {
      let middle = (low + high) / 2
      if parameters[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < parameters.count && parameters[low].name == name ? low : nil
  }
}
