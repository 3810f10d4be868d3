import Kernels
import Testing

extension FrameTransmitter where Self: ~Copyable {
  /// Writes a frame to the next slot, which there must be; the next flush sends it.
  mutating func write(_ frame: [UInt8]) throws {
    let slot = reserve()
    try #require(slot).copyMemory(from: frame, byteCount: frame.count)
    commit(count: frame.count)
  }
}

extension FrameReceiver where Self: ~Copyable {
  /// Adds the octets of all frames that are there now.
  mutating func takeAll(into received: inout [[UInt8]]) {
    withUnsafeTemporaryAllocation(of: RingFrame.self, capacity: 16) { frames in
      while true {
        let count = receive(into: frames)
        if count == 0 { return }
        received += frames[..<count].map { Array($0.bytes) }
      }
    }
  }
}
