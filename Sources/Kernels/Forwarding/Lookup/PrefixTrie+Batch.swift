internal import CProcessor

extension PrefixTrie {
  /// Addresses that are searched together.
  static var batch: Int { 64 }

  /// The next hops of many addresses.
  ///
  /// Searches go through the trie side by side, a level at a time, and each asks for its next cache
  /// line before any needs it; which of them go on is written down without a branch, as no processor
  /// foresees where a random address ends.
  @inline(__always)
  func find(
    _ addresses: UnsafePointer<Bits>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.batch) { places in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * (Self.batch + 1)) { lists in
        guard let places = places.baseAddress, let lists = lists.baseAddress else { return }
        var start = 0
        while start < count {
          findTogether(
            addresses + start, count: min(Self.batch, count - start), into: results + start,
            places: places, going: lists, landed: lists + Self.batch + 1)
          start += Self.batch
        }
      }
    }
  }

  /// At most 64 of them. `going` lists the searches that have a node ahead, `landed` those with a
  /// leaf ahead, and `places` says where.
  @inline(__always)
  private func findTogether(
    _ addresses: UnsafePointer<Bits>, count: Int, into results: UnsafeMutablePointer<UInt16>,
    places: UnsafeMutablePointer<UInt32>, going: UnsafeMutablePointer<UInt8>,
    landed: UnsafeMutablePointer<UInt8>
  ) {
    let direct = UnsafePointer(self.direct.base)
    let nodes = UnsafePointer(self.nodes.base)
    let leaves = UnsafePointer(self.leaves.base)
    var goingCount = 0
    var landedCount = 0
    for index in 0..<count {
      let slot = addresses[index] &>> Bits(Bits.bitWidth - Self.directBits)
      let entry = direct[Int(truncatingIfNeeded: slot)]
      places[index] = entry
      results[index] = UInt16(truncatingIfNeeded: entry)
      going[goingCount] = UInt8(truncatingIfNeeded: index)
      goingCount &+= Int(1 &- entry &>> 31)
      hypertwin_prefetch(nodes + Int(entry & ~(0 &- entry &>> 31)))
    }
    var depth = Self.directBits
    while goingCount > 0 {
      var remaining = 0
      for position in 0..<goingCount {
        let search = going[position]
        let index = Int(search)
        let node = nodes + Int(places[index])
        let digit = Self.digit(addresses[index], depth: depth)
        let internals = node.pointee.internals
        let goesOn = Int(truncatingIfNeeded: internals &>> digit & 1)
        let child = node.pointee.firstChild &+ Self.ones(internals, below: digit)
        let rank = Self.ones(node.pointee.leafStarts, through: digit)
        let leaf = node.pointee.firstLeaf &+ rank &- 1
        places[index] = goesOn != 0 ? child : leaf
        going[remaining] = search
        landed[landedCount] = search
        remaining &+= goesOn
        landedCount &+= 1 &- goesOn
        hypertwin_prefetch(
          goesOn != 0 ? UnsafeRawPointer(nodes + Int(child)) : UnsafeRawPointer(leaves + Int(leaf)))
      }
      goingCount = remaining
      depth &+= Self.stride
    }
    for position in 0..<landedCount {
      let index = Int(landed[position])
      results[index] = leaves[Int(places[index])]
    }
  }
}
