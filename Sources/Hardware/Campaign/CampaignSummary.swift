import Model
import Statistics
import Store

/// All that a campaign says: every quantity in every cell, and how the cells compare.
public struct CampaignSummary: Hashable, Sendable, Codable {
  /// What was measured, and how.
  public var campaign: CampaignRecord
  /// The cells in the campaign's order.
  public var cells: [CellSummary]

  /// The summary of a campaign's attempts. Only finished ones give values; the others are counted.
  public init(_ campaign: CampaignRecord, samples: [SampleRecord]) {
    self.campaign = campaign
    cells = campaign.cells.map { cell in
      Self.summary(of: cell, samples.filter { $0.cell == cell.key })
    }
    compareWithFirst()
  }

  /// The cells that have no sample whose measurements count.
  public var unmeasured: [CellSummary] { cells.filter { $0.finished == 0 } }

  private static func summary(of cell: CellRecord, _ samples: [SampleRecord]) -> CellSummary {
    let finished = samples.filter { $0.state == .finished }
    let reasons = Invalidity.Kind.allCases.compactMap { kind in
      let count = samples.count { $0.reasons.contains { $0.kind == kind } }
      return count > 0 ? CellSummary.InvalidCount(kind: kind, count: count) : nil
    }
    return CellSummary(
      cell: cell, finished: finished.count, invalid: samples.count { $0.state == .invalid },
      // Sorting keeps the order of equal counts.
      reasons: reasons.sorted { $0.count > $1.count },
      failed: samples.count { $0.state == .failed },
      interrupted: samples.count { $0.state == .interrupted }, measures: measures(of: finished),
      environments: finished.reduce(into: []) { hashes, sample in
        if let hash = sample.environment, !hashes.contains(hash) { hashes.append(hash) }
      })
  }

  private static func measures(of samples: [SampleRecord]) -> [Summary] {
    struct Name: Hashable { var workload, quantity, unit: String }
    var names: [Name] = []
    var values: [Name: [Summary.Value]] = [:]
    for sample in samples {
      for one in sample.measurements {
        let name = Name(workload: one.workload, quantity: one.quantity, unit: one.unit)
        if values[name] == nil { names.append(name) }
        values[name, default: []].append(.init(block: sample.block, value: one.value))
      }
    }
    return names.map { name in
      Summary(
        workload: name.workload, quantity: name.quantity, unit: name.unit,
        values: values[name] ?? [])
    }
  }

  /// Fills in the ratios to the first cell, and their probabilities, corrected within a quantity.
  private mutating func compareWithFirst() {
    guard let first = cells.first else { return }
    for reference in first.measures {
      let denominators = reference.values.reduce(into: [Int: Double]()) {
        $0[$1.block] = $1.value
      }
      var places: [(cell: Int, measure: Int)] = []
      for cell in cells.indices.dropFirst() {
        guard
          let measure = cells[cell].measures.firstIndex(where: {
            $0.name == reference.name && $0.unit == reference.unit
          })
        else { continue }
        let pairs = cells[cell].measures[measure].values.compactMap { value in
          denominators[value.block].map { (numerator: value.value, denominator: $0) }
        }
        guard let ratio = PairedRatio(pairs) else { continue }
        cells[cell].measures[measure].ratio = ratio
        places.append((cell, measure))
      }
      let corrected = holm(
        places.map { cells[$0.cell].measures[$0.measure].ratio?.probability ?? 1 })
      for (place, probability) in zip(places, corrected) {
        cells[place.cell].measures[place.measure].correctedProbability = probability
      }
    }
  }
}

extension CampaignSummary {
  /// A cell's figures in the schema of simulated results; nil for a cell that there is not.
  ///
  /// What machines counted meanwhile is not among them; simulated results have no such figures. Its
  /// label is in the provenance and in a note, unless the machine was real.
  public func results(ofCell key: String) -> Results? {
    guard let cell = cells.first(where: { $0.cell.key == key }) else { return nil }
    let label = campaign.label == .real ? nil : campaign.label.rawValue
    var notes: [String] = []
    if let label {
      notes.append("Measured under \(label): speeds are not those of hardware.")
    }
    if cell.invalid + cell.failed + cell.interrupted > 0 {
      notes.append(
        "\(cell.invalid) attempts were invalid, \(cell.failed) failed and \(cell.interrupted) "
          + "were interrupted; none of them is in the figures.")
    }
    for measure in cell.measures where measure.isBimodal && !measure.isCounter {
      notes.append("\(measure.name): the values look like two heaps; their mean says little.")
    }
    return Results(
      scenario: campaign.name,
      provenance: Provenance(
        kind: .measured, version: campaign.version, seed: campaign.seed,
        replications: cell.finished, calibration: "none", calibrationHash: nil,
        scenarioHash: campaign.scenario.hash, environmentHash: cell.environments.first,
        label: label),
      metrics: cell.measures.filter { !$0.isCounter }.map {
        Metric(
          name: $0.name, unit: $0.unit, mean: $0.mean, ci95: $0.ci95,
          samples: $0.values.map(\.value))
      },
      breakdown: [], notes: notes)
  }
}
