/// A Linux kernel as a boot loader takes it (bzImage, Documentation/arch/x86/boot.rst).
public enum KernelImage {
  /// The ELF file `vmlinux` that is packed in a bzImage, for Xen's PV and PVH guests. An image that
  /// is an ELF file already is returned as it is.
  ///
  /// It runs the program that unpacks it: `xz`, `zstd`, `gzip`, `lz4` or `bzip2`.
  ///
  /// - Parameters:
  ///   - bytes: The image; it may be anything.
  ///   - path: What errors call it.
  /// - Throws: `ApplianceError`.
  public static func vmlinux(
    from bytes: [UInt8], path: String
  ) throws(ApplianceError) -> [UInt8] {
    if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return bytes }
    var payload = Array(try payload(of: bytes, path: path))
    var size: Int?
    if !Decompression.isGzip(payload), payload.count > 4 {
      // The size of what is packed is behind it.
      size = ELFSections.number(payload, at: payload.count - 4, size: 4)
      payload.removeLast(4)
    }
    let result = try Decompression.unpacked(payload, path: path)
    guard result.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw .malformed(path, "what is packed in it is no ELF file")
    }
    guard size == nil || size == result.count else {
      throw .malformed(path, "what is packed in it has not the size that it says")
    }
    return result
  }

  private static func payload(
    of bytes: [UInt8], path: String
  ) throws(ApplianceError) -> ArraySlice<UInt8> {
    guard bytes.count > 0x250, bytes[0x202..<0x206].elementsEqual("HdrS".utf8) else {
      throw .malformed(path, "it is neither a bzImage nor an ELF file")
    }
    guard let version = ELFSections.number(bytes, at: 0x206, size: 2), version >= 0x0208,
      let offset = ELFSections.number(bytes, at: 0x248, size: 4),
      let length = ELFSections.number(bytes, at: 0x24C, size: 4), length > 0
    else { throw .malformed(path, "its boot protocol is older than 2.08 (Linux 2.6.26)") }
    let sectors = bytes[0x1F1] == 0 ? 4 : Int(bytes[0x1F1])
    let start = (sectors + 1) * 512 + offset
    guard start + length <= bytes.count else {
      throw .malformed(path, "the kernel that is packed in it lies outside of the file")
    }
    return bytes[start..<start + length]
  }
}
