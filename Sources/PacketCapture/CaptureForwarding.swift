public import Kernels

/// A capture through a forwarder into another capture.
public enum CaptureForwarding {
  /// Reads all frames of `reader` as frames of port `ingress`, forwards them, and writes those that
  /// were forwarded, and the forwarder's answers, in the order of the frames that they come from,
  /// at the same times. The rate of answers is limited by the capture's clock.
  ///
  /// - Throws: `CaptureError` where the capture is damaged; what came before is written.
  public static func run(
    _ reader: inout CaptureReader, through forwarder: inout Forwarder, ingress: Int,
    into writer: inout CaptureWriter
  ) throws(CaptureError) {
    let headroom = 16
    let cell = 1 << 11
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: Forwarder.batch * cell, alignment: 64)
    let slots = UnsafeMutableBufferPointer<PacketSlot>.allocate(capacity: Forwarder.batch)
    let answer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Forwarder.answerSize, alignment: 64)
    defer {
      memory.deallocate()
      slots.deallocate()
      answer.deallocate()
    }
    var times = [UInt64](repeating: 0, count: Forwarder.batch)
    var large: [UnsafeMutableRawPointer] = []
    var failure: CaptureError?
    var isAtEnd = false
    while !isAtEnd, failure == nil {
      var count = 0
      while count < Forwarder.batch {
        do {
          guard let frame = try reader.next() else {
            isAtEnd = true
            break
          }
          var start = memory + count * cell
          if frame.bytes.count > cell - headroom {
            start = .allocate(byteCount: headroom + frame.bytes.count, alignment: 64)
            large.append(start)
          }
          start += headroom
          if let base = frame.bytes.baseAddress {
            start.copyMemory(from: base, byteCount: frame.bytes.count)
          }
          slots[count] = PacketSlot(
            frame: start, length: frame.bytes.count, ingress: ingress, headroom: headroom)
          times[count] = frame.nanoseconds
          count += 1
        } catch {
          failure = error
          break
        }
      }
      forwarder.forward(UnsafeMutableBufferPointer(rebasing: slots[..<count]))
      for index in 0..<count {
        let slot = slots[index]
        if slot.outcome == .forwarded {
          writer.write(
            UnsafeRawBufferPointer(start: slot.frame, count: Int(slot.length)),
            nanoseconds: times[index])
        } else if let made = forwarder.answer(slot, into: answer, now: times[index]) {
          writer.write(
            UnsafeRawBufferPointer(rebasing: answer[..<made.length]), nanoseconds: times[index])
        }
      }
      for memory in large { memory.deallocate() }
      large.removeAll(keepingCapacity: true)
    }
    if let failure { throw failure }
  }
}
