import ArgumentParser

/// How the 2013 paper's Tx and Rx are read; the paper does not say.
enum Reading: String, ExpressibleByArgument, CaseIterable {
  /// Two TCP flows, one in each direction, one after the other.
  case directional
  /// The same two flows at the same time.
  case simultaneous
  /// UDP: Tx is what is offered and Rx is what arrives.
  case offeredDelivered = "offered-delivered"

  /// The name of its files in `fixtures/calibration`.
  var fileName: String { rawValue.replacing("-", with: "_") }
}
