internal import CProcessor

// Generic code and its uses with 32 and 128 bits stand in one file: builds for debugging specialise
// within a file only.

extension PrefixTrie where Bits == UInt32 {
  /// The next hop of an IPv4 address, 0 if there is none.
  public func lookup(_ address: UInt32) -> UInt16 { find(address) }

  /// The next hops of many IPv4 addresses at once; `results` has room for `count`.
  public func lookup(
    _ addresses: UnsafePointer<UInt32>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) {
    findMany(addresses, count: count, into: results)
  }
}

extension PrefixTrie where Bits == UInt128 {
  /// The next hop of an IPv6 address, 0 if there is none.
  public func lookup(_ address: UInt128) -> UInt16 { find(address) }

  /// The next hops of many IPv6 addresses at once; `results` has room for `count`.
  public func lookup(
    _ addresses: UnsafePointer<UInt128>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) {
    findMany(addresses, count: count, into: results)
  }
}

extension PrefixTrie {
  /// The ones in `bits` below place `index`, 0 to 63.
  @inline(__always)
  private static func ones(_ bits: UInt64, below index: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hypertwin_population(bits & ((1 &<< index) &- 1)))
  }

  /// The ones in `bits` up to place `index` itself, 0 to 63.
  @inline(__always)
  private static func ones(_ bits: UInt64, through index: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hypertwin_population(bits & ((2 &<< index) &- 1)))
  }

  /// The 6 bits of `address` after the first `depth`; beyond its end they are zero.
  @inline(__always)
  private static func digit(_ address: Bits, depth: Int) -> UInt64 {
    if Bits.bitWidth > 64, depth <= 64 - TrieNode.stride {
      // Half of the work, and all that most routes of IPv6 need.
      let top = UInt64(truncatingIfNeeded: address &>> Bits(Bits.bitWidth - 64))
      return (top &<< UInt64(depth)) &>> UInt64(64 - TrieNode.stride)
    }
    let rest = address &<< Bits(depth)
    return UInt64(truncatingIfNeeded: rest &>> Bits(Bits.bitWidth - TrieNode.stride))
  }

  /// Asks for the cache line that the search for an address reads first.
  @inline(__always)
  func prefetch(_ address: Bits) {
    hypertwin_prefetch_node(table.direct.base + table.direct.slot(of: address))
  }

  /// The next hop of one address, 0 if there is none. O(levels): for IPv4 at most 5 accesses to
  /// memory that wait for each other, in large tables one for routes up to /24.
  @inline(__always)
  private func find(_ address: Bits) -> UInt16 {
    let entry = table.direct.base[table.direct.slot(of: address)]
    if entry & DirectTable.isNode == 0 { return UInt16(truncatingIfNeeded: entry) }
    let nodes = UnsafePointer(table.nodes.base)
    var place = entry & ~DirectTable.isNode
    var depth = table.direct.bits
    while true {
      let node = nodes + Int(place)
      let digit = Self.digit(address, depth: depth)
      guard node.pointee.internals &>> digit & 1 != 0 else {
        let rank = Self.ones(node.pointee.leafStarts, through: digit)
        return table.leaves.base[Int(node.pointee.firstLeaf &+ rank &- 1)]
      }
      place = node.pointee.firstChild &+ Self.ones(node.pointee.internals, below: digit)
      depth &+= TrieNode.stride
    }
  }

  /// Addresses whose direct entries are read in one go.
  private static var group: Int { 8 }

  /// Addresses that are searched together.
  static var batch: Int { 64 }

  /// The next hops of many addresses.
  ///
  /// Searches go through the trie side by side, a level at a time, and each asks for its next cache
  /// line before any needs it; which of them go on is written down without a branch, as no
  /// processor foresees where a random address ends.
  @inline(__always)
  private func findMany(
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
    var goingCount = 0
    var start = 0
    while start < count {
      // A constant number in a group that is whole, so that the loop is unrolled.
      let all =
        count &- start >= Self.group
        ? readDirect(addresses + start, count: Self.group, into: results + start)
        : readDirect(addresses + start, count: count &- start, into: results + start)
      let end = min(start &+ Self.group, count)
      if all & DirectTable.isNode != 0 {
        listNodes(addresses, start..<end, places, going, &goingCount)
      }
      start = end
    }
    if goingCount > 0 {
      descend(addresses, goingCount, into: results, places: places, going: going, landed: landed)
    }
  }

  /// Writes down the direct entries of addresses as if each held a next hop; all of them in one
  /// word. Short, so that as many accesses to memory as possible are under way at a time.
  @inline(__always)
  private func readDirect(
    _ addresses: UnsafePointer<Bits>, count: Int, into results: UnsafeMutablePointer<UInt16>
  ) -> UInt32 {
    let direct = UnsafePointer(table.direct.base)
    var all: UInt32 = 0
    for index in 0..<count {
      let entry = direct[table.direct.slot(of: addresses[index])]
      results[index] = UInt16(truncatingIfNeeded: entry)
      all |= entry
    }
    return all
  }

  /// Appends those of `range` to `going` whose direct entry holds a node's place.
  @inline(__always)
  private func listNodes(
    _ addresses: UnsafePointer<Bits>, _ range: Range<Int>, _ places: UnsafeMutablePointer<UInt32>,
    _ going: UnsafeMutablePointer<UInt8>, _ goingCount: inout Int
  ) {
    for index in range {
      let entry = table.direct.base[table.direct.slot(of: addresses[index])]
      let isNode = entry &>> 31
      let place = entry & (0 &- isNode) & ~DirectTable.isNode
      places[index] = place
      going[goingCount] = UInt8(truncatingIfNeeded: index)
      goingCount &+= Int(isNode)
      hypertwin_prefetch_node(table.nodes.base + Int(place))
    }
  }

  /// Takes the searches in `going` from their nodes to their leaves.
  @inline(__always)
  private func descend(
    _ addresses: UnsafePointer<Bits>, _ count: Int, into results: UnsafeMutablePointer<UInt16>,
    places: UnsafeMutablePointer<UInt32>, going: UnsafeMutablePointer<UInt8>,
    landed: UnsafeMutablePointer<UInt8>
  ) {
    let nodes = UnsafePointer(table.nodes.base)
    let leaves = UnsafePointer(table.leaves.base)
    var goingCount = count
    var landedCount = 0
    var depth = table.direct.bits
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
        hypertwin_prefetch_node(
          goesOn != 0 ? UnsafeRawPointer(nodes + Int(child)) : UnsafeRawPointer(leaves + Int(leaf)))
      }
      goingCount = remaining
      depth &+= TrieNode.stride
    }
    for position in 0..<landedCount {
      let index = Int(landed[position])
      results[index] = leaves[Int(places[index])]
    }
  }
}
