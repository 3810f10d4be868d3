import Model

/// The section `counts` of a plan, which makes ratios of what was counted into observations.
///
/// What an instruction takes of a processor differs between code paths. The plan says by how much
/// it may: that is an assumption, and by far the largest part of an observation's interval.
struct CountedRatios {
  /// The keys of the section.
  static let keys = [
    "file", "scenarios", "flow", "without_router", "reference", "cycles_per_instruction", "ratios",
  ]
  /// Ratios that a plan has at most.
  static let most = 1_000

  /// What a router may cost in that of another.
  private static let ratios = 1e-6...1e6
  /// The figures of a path by which the file's unit is known.
  private static let units = ["instructions", "instructions/B"]
  /// The 97.5 % quantile of the normal distribution.
  private static let quantile = 1.959964

  private let reader: YAMLReader
  private let figures: RackFigures?
  private let folder: String
  private let flow: String
  private let direct: String
  private let reference: String
  /// Half the width of the interval of a ratio's cycles per instruction, as a share.
  private let spread: Double

  /// The section that `reader` reads, of counts in `figures`; nil where they cannot be had, which
  /// is told elsewhere.
  init(_ reader: YAMLReader, figures: RackFigures?) {
    self.reader = reader
    self.figures = figures
    folder = reader.text("scenarios")
    flow = reader.text("flow")
    direct = reader.text("without_router")
    reference = reader.text("reference")
    spread = Self.share("cycles_per_instruction", reader)
  }

  /// A share above 0 and up to 1 that is written in percent.
  private static func share(_ key: String, _ reader: YAMLReader) -> Double {
    let text = reader.text(key)
    guard reader.has(key) else { return 1 }
    guard text.last == "%", let number = Double(text.dropLast().filter { $0 != " " }),
      number > 0, number <= 100
    else {
      reader.fail(
        key,
        "\"\(text)\" is not above 0 % and up to 100 %; write by how much the cycles for an "
          + "instruction may differ between paths, such as 50 %")
      return 1
    }
    return number / 100
  }

  /// The observations, path by path in the order in which they are first named, and the sentence
  /// that a calibration to them carries.
  func observations() -> (all: [PublishedObservation], assumption: String) {
    let unit = router(reference, "reference")
    if direct == reference {
      reader.fail("reference", "a router is compared with another path than that without one")
    }
    var worst = 0.0
    var found: [PublishedObservation] = []
    var entries = 0
    var asked = 0
    var unresolved: [String] = []
    let keys = ["paths", "trains", "frames", "use"]
    _ = reader.list("ratios", keys: keys) { ratios -> Void? in
      entries += 1
      let kinds = self.kinds(ratios)
      let use: PublishedObservation.Use = ratios.choice("use", absent: .fit)
      if use == .input { ratios.fail("use", "a ratio is no setting; write fit or hold_out") }
      let names = ratios.texts("paths")
      if names.isEmpty { ratios.fail("paths", "missing; name paths, such as [kvm-virtio]") }
      asked += min(names.count * kinds.count, Self.most + 1)
      guard asked <= Self.most else { return nil }
      for (number, name) in names.enumerated() {
        guard let router = self.router(name, "paths[\(number)]", in: ratios), let unit
        else { continue }
        for kind in kinds {
          guard cost(of: unit, kind).isResolved else {
            if !unresolved.contains(kind.text) { unresolved.append(kind.text) }
            continue
          }
          let counted = RouterRatio.counted(
            cost(of: router, kind), reference: cost(of: unit, kind))
          guard let counted, counted.isResolved else {
            ratios.fail(
              "paths[\(number)]", unresolvedText(name, kind.text) + ", or leave it out")
            continue
          }
          guard Self.ratios.contains(counted.value) else {
            ratios.fail(
              "paths[\(number)]",
              "the router of \(name) costs \(kind.text) \(counted.value) times as much as that of "
                + "\(reference); is this the file you mean?")
            continue
          }
          worst = max(worst, counted.standardError / counted.value)
          found.append(observation(name, kind, use, counted))
        }
      }
      return nil
    }
    if entries == 0 { reader.fail("ratios", "missing; list paths, trains and frames") }
    if asked > Self.most {
      reader.fail("ratios", "these are more than \(Self.most) ratios; leave some out")
    }
    for text in unresolved { reader.fail("reference", unresolvedText(reference, text)) }
    let order = found.map(\.scenario)
    let sorted = found.enumerated().sorted { left, right in
      let places = [left, right].map { order.firstIndex(of: $0.element.scenario) ?? 0 }
      return (places[0], left.offset) < (places[1], right.offset)
    }.map(\.element)
    return (sorted, assumption(worst: worst))
  }

  private func assumption(worst: Double) -> String {
    let spread = reader.optionalText("cycles_per_instruction") ?? ""
    return "Ratios of counts: the cycles that an instruction takes on a path are assumed to differ "
      + "by up to \(spread) (95 %) from those on \(reference). The counts "
      + "themselves make ratios uncertain by \(Self.percent(worst)) or less (standard errors). "
      + "Counted on: \(figures?.label ?? ""), by hypertwin \(figures?.version ?? "")."
  }

  /// A share in percent, up to the next tenth.
  private static func percent(_ share: Double) -> String {
    "\((share * 1_000).rounded(.up) / 10) %"
  }

  private func scenario(_ path: String) -> String { "\(folder)/\(path).yaml" }

  private func unresolvedText(_ name: String, _ kind: String) -> String {
    "what the router of \(name) costs \(kind) is less than \(Int(CountedCost.resolution)) times "
      + "its standard error; count it again"
  }

  private func cost(of router: CountedRouter, _ kind: Kind) -> CountedCost {
    router.cost(frame: kind.frame.base, train: kind.train)
  }

  private func observation(
    _ name: String, _ kind: Kind, _ use: PublishedObservation.Use, _ counted: CountedCost
  ) -> PublishedObservation {
    let own = counted.standardError * Self.quantile
    let assumed = counted.value * spread
    return PublishedObservation(
      id: "\(name).\(kind.train)x\(kind.frame.bytes)", scenario: scenario(name),
      workloads: [flow], figure: "\(flow).router_work", unit: "1", mean: counted.value,
      ci95: (own * own + assumed * assumed).squareRoot(), runs: 1, use: use,
      ratio: RouterRatio(
        direct: scenario(direct), reference: scenario(reference), train: kind.train,
        frame: kind.frame))
  }

  /// A size of frames in trains of one length.
  private struct Kind {
    var train: Int
    var frame: ByteCount
    var text: String { "frames of \(frame) in trains of \(train)" }
  }

  private func kinds(_ reader: YAMLReader) -> [Kind] {
    let trains = self.trains(reader)
    let frames = self.frames(reader)
    // What is more is refused; it need not be made.
    return trains.prefix(Self.most + 1).flatMap { train in
      frames.prefix(Self.most / max(trains.count, 1) + 1).map { Kind(train: train, frame: $0) }
    }
  }

  private func trains(_ reader: YAMLReader) -> [Int] {
    let texts = reader.texts("trains")
    if texts.isEmpty { reader.fail("trains", "missing; write numbers of frames, such as [1, 16]") }
    return texts.enumerated().compactMap { index, text in
      if let train = Int(text), RouterRatio.trains.contains(train) { return train }
      let limits = RouterRatio.trains
      reader.fail(
        "trains[\(index)]",
        "\"\(text)\" is no number of frames from \(limits.lowerBound) to \(limits.upperBound)")
      return nil
    }
  }

  private func frames(_ reader: YAMLReader) -> [ByteCount] {
    let texts = reader.texts("frames")
    if texts.isEmpty { reader.fail("frames", "missing; write sizes, such as [64 B, 1518 B]") }
    return texts.enumerated().compactMap { index, text in
      let limits = RouterRatio.frames
      do {
        let frame = try ByteCount(parsing: text)
        if limits.contains(frame.bytes) { return frame }
        reader.fail(
          "frames[\(index)]",
          "\(frame) is no frame from \(limits.lowerBound) B to \(limits.upperBound) B")
      } catch {
        reader.fail("frames[\(index)]", "\(error)")
      }
      return nil
    }
  }
}

/// What the file of counts says of a router.
extension CountedRatios {
  /// The router of that path, which `key` names; nil, with a problem for each thing that is
  /// missing.
  private func router(_ name: String, _ key: String, in place: YAMLReader? = nil) -> CountedRouter?
  {
    let place = place ?? reader
    if place.path != reader.path && (name == direct || name == reference) {
      place.fail(key, "\"\(name)\" is what the others are compared with; leave it out")
      return nil
    }
    guard let figures else { return nil }
    guard let platform = figures.platforms.first(where: { $0.name == name }) else {
      place.fail(
        key,
        "\"\(name)\" was not counted; these were: "
          + figures.platforms.map(\.name).joined(separator: ", "))
      return nil
    }
    let costs = ["notification", "packet", "byte"].map { what -> CountedCost? in
      let value = figure("\(flow) router_\(what)", of: platform, key, place)
      let error = figure("\(flow) router_\(what)_error", of: platform, key, place)
      guard let value, let error else { return nil }
      if error < 0 {
        place.fail(
          key, "\"\(name)\" has a negative \"\(flow) router_\(what)_error\"; count it again")
        return nil
      }
      return CountedCost(value: value, standardError: error)
    }
    guard let notification = costs[0], let packet = costs[1], let byte = costs[2] else {
      return nil
    }
    return CountedRouter(notification: notification, packet: packet, byte: byte)
  }

  private func figure(
    _ name: String, of platform: RackFigures.Platform, _ key: String, _ place: YAMLReader
  ) -> Double? {
    guard let figure = platform.figures.first(where: { $0.name == name }) else {
      place.fail(
        key,
        "\"\(platform.name)\" has no figure \"\(name)\"; count it again, and "
          + "the path without a router with it")
      return nil
    }
    guard Self.units.contains(figure.unit) else {
      place.fail(
        key,
        "the figure \"\(name)\" of \"\(platform.name)\" is in \(figure.unit), not in instructions; "
          + "count it again with --exact")
      return nil
    }
    return figure.value
  }
}
