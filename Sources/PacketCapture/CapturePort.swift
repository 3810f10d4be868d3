internal import CPcap
public import Kernels

#if canImport(Glibc)
  import Glibc
#endif

/// A forwarder's port on an interface through libpcap: a system call for every frame that is sent.
public struct CapturePort: ForwardingPort, ~Copyable {
  private let handle: OpaquePointer
  private let name: String
  private let memory: UnsafeMutableRawPointer

  private static let burst = 64
  private static let headroom = 16
  /// The largest frame with a tag of an interface that cuts frames only at 64 KiB, and headroom.
  private static let cell = 1 << 17

  /// Opens an interface, which must be up. Only incoming frames are received.
  ///
  /// - Throws: `CaptureError.interface`: no permission, no such interface, or it is down.
  public init(interface name: String) throws(CaptureError) {
    var text = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let opened = pcap_create(name, &text) else {
      throw .interface(name: name, reason: text.message(without: name))
    }
    pcap_set_snaplen(opened, Int32(Self.cell - Self.headroom))
    pcap_set_promisc(opened, 1)
    pcap_set_immediate_mode(opened, 1)
    pcap_set_buffer_size(opened, 8 << 20)
    let status = pcap_activate(opened)
    guard status >= 0 else {
      let detail = String(cString: pcap_geterr(opened))
      pcap_close(opened)
      throw .interface(name: name, reason: Self.reason(status, detail))
    }
    guard pcap_datalink(opened) == DLT_EN10MB, pcap_setnonblock(opened, 1, &text) == 0,
      pcap_setdirection(opened, PCAP_D_IN) == 0
    else {
      pcap_close(opened)
      throw .interface(name: name, reason: "is not an Ethernet interface that libpcap can use")
    }
    handle = opened
    self.name = name
    memory = .allocate(byteCount: Self.burst * Self.cell, alignment: 64)
  }

  deinit {
    pcap_close(handle)
    memory.deallocate()
  }

  private static func reason(_ status: Int32, _ detail: String) -> String {
    switch status {
    case PCAP_ERROR_PERM_DENIED:
      return "no permission to capture; run as root, or give the program the capability with: "
        + "setcap cap_net_raw,cap_net_admin+ep PROGRAM"
    case PCAP_ERROR_NO_SUCH_DEVICE:
      return "there is no such network interface in this network namespace; "
        + "ip link lists those that there are"
    case PCAP_ERROR_IFACE_NOT_UP:
      return "the interface is down; set it up with: ip link set INTERFACE up"
    default:
      return detail.isEmpty ? String(cString: pcap_statustostr(status)) : detail
    }
  }

  private func failure() -> CaptureError {
    .interface(name: name, reason: String(cString: pcap_geterr(handle)))
  }

  /// Copies frames out of libpcap's buffer, at most 64.
  public mutating func receive(
    _ slots: UnsafeMutablePointer<PacketSlot>, capacity: Int, port: Int
  ) throws(CaptureError) -> Int {
    var count = 0
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var data: UnsafePointer<UInt8>?
    while count < min(capacity, Self.burst) {
      let result = pcap_next_ex(handle, &header, &data)
      if result == 0 { break }
      guard result == 1, let header, let data else { throw failure() }
      let start = memory + count * Self.cell + Self.headroom
      let length = Int(header.pointee.caplen)
      start.copyMemory(from: data, byteCount: length)
      slots[count] = PacketSlot(
        frame: start, length: length, ingress: port, headroom: Self.headroom)
      count += 1
    }
    return count
  }

  /// Sends the frame at once; false if the kernel has no room for it, or finds it too long.
  public mutating func send(_ frame: UnsafeRawBufferPointer) throws(CaptureError) -> Bool {
    if pcap_inject(handle, frame.baseAddress, frame.count) == frame.count { return true }
    guard [ENOBUFS, EAGAIN, EMSGSIZE].contains(errno) else { throw failure() }
    return false
  }

  /// Every frame has been sent already.
  public mutating func flush() {}

  /// Sleeps in the kernel.
  public func wait(milliseconds: Int32) throws(CaptureError) {
    var entry = pollfd(fd: pcap_get_selectable_fd(handle), events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) >= 0 || errno == EINTR else {
      throw .interface(name: name, reason: "poll: \(String(cString: strerror(errno)))")
    }
    guard Int32(entry.revents) & POLLERR == 0 else {
      throw .interface(name: name, reason: "the interface went down or away")
    }
  }

  /// What libpcap's buffer had no room for.
  public mutating func lostFrames() throws(CaptureError) -> Int {
    var statistics = pcap_stat()
    guard pcap_stats(handle, &statistics) == 0 else { throw failure() }
    return Int(statistics.ps_drop)
  }
}
