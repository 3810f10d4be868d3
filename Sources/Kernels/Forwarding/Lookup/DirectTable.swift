/// What the leading bits of an address lead to: an array with an entry for each of their values,
/// which is zero, "no route", until it is written. Only the part that is written takes memory.
struct DirectTable: ~Copyable {
  /// The leading bits, 8 to 24.
  let bits: Int
  /// The entries.
  let base: UnsafeMutablePointer<UInt32>
  private let memory: MappedMemory

  /// Marks an entry that holds a node's place; others hold a next hop.
  static var isNode: UInt32 { 1 << 31 }

  init(bits: Int) {
    precondition((8...24).contains(bits), "a direct table resolves 8 to 24 bits")
    let bytes = MemoryLayout<UInt32>.stride << bits
    let pages = bytes < MappedMemory.hugePage ? MappedMemory.Pages.system : .huge
    do throws(MachineError) {
      do throws(MachineError) {
        memory = try MappedMemory(count: bytes, pages: pages)
      } catch {
        // Without huge pages the table works as well, a little slower.
        memory = try MappedMemory(count: bytes)
      }
    } catch {
      // Like the standard library's own collections, which end the process when memory does.
      fatalError("no room for routes: \(error)")
    }
    self.bits = bits
    base = memory.base.bindMemory(to: UInt32.self, capacity: 1 << bits)
  }

  /// The number of entries.
  var count: Int { 1 << bits }

  /// Bytes that searches may touch.
  var liveBytes: Int { count * MemoryLayout<UInt32>.stride }

  /// The entry of an address, by its place.
  @inline(__always)
  func slot<Bits: FixedWidthInteger & UnsignedInteger>(of address: Bits) -> Int {
    let top = UInt32(truncatingIfNeeded: address &>> Bits(Bits.bitWidth - 32))
    return Int(truncatingIfNeeded: top &>> UInt32(truncatingIfNeeded: 32 &- bits))
  }
}
