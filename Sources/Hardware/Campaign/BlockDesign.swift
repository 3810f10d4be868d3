import Statistics

/// Randomised complete blocks: every cell once in each block, in an order of its own, so that what
/// drifts over hours falls on all cells alike.
///
/// The order of block 0, 1, … is `SplitMix64.permutation(of:)` of one generator with the seed,
/// block after block; so more blocks leave the earlier ones as they were.
public struct BlockDesign: Hashable, Sendable {
  /// Blocks where nothing else is said: at 15 samples the half-width of an interval is 0.554 times
  /// the standard deviation (t(14) = 2.145).
  public static let defaultBlocks = 15

  /// The cells' keys in the order of reports.
  public let cells: [String]
  /// The number from which the order follows.
  public let seed: UInt64
  /// For each block, the keys in the order in which they run.
  public let order: [[String]]

  /// The design of that seed.
  ///
  /// - Precondition: there is a block, and a cell; no key occurs twice.
  public init(cells: [String], blocks: Int = BlockDesign.defaultBlocks, seed: UInt64) {
    precondition(blocks > 0, "a campaign needs a block")
    precondition(!cells.isEmpty && Set(cells).count == cells.count, "cells need keys of their own")
    self.cells = cells
    self.seed = seed
    var generator = SplitMix64(seed: seed)
    order = (0..<blocks).map { _ in
      generator.permutation(of: cells.count).map { cells[$0] }
    }
  }
}
