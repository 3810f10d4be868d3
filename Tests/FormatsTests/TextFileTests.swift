import FoundationEssentials
import Testing

@testable import Formats

#if canImport(Glibc)
  import Glibc
#endif

/// Only whole regular files of a sensible size are read, and files are written whole or not at all.
@Suite struct TextFileTests {
  @Test func whatIsWrittenIsRead() throws {
    try Fixture.withFolder { folder in
      let text = "naïve ☕️\r\n\u{0}end"
      try TextFile.write(text, to: "\(folder)/file")
      #expect(try Array(TextFile.read("\(folder)/file").utf8) == Array(text.utf8))
      try TextFile.write("", to: "\(folder)/file")
      #expect(try TextFile.read("\(folder)/file") == "")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test func aFileOfAGigabyteIsRefusedUnread() throws {
    try Fixture.withFolder { folder in
      try TextFile.write("", to: "\(folder)/large")
      #expect(truncate("\(folder)/large", 1 << 30) == 0)
      expectRefusal("\(folder)/large", "1073741824 bytes are more than the 16777216")
    }
  }

  @Test func aFileAtTheLimitIsRead() throws {
    try Fixture.withFolder { folder in
      try TextFile.write("", to: "\(folder)/limit")
      #expect(truncate("\(folder)/limit", TextFile.limit) == 0)
      #expect(try TextFile.read("\(folder)/limit").utf8.count == TextFile.limit)
      #expect(truncate("\(folder)/limit", TextFile.limit + 1) == 0)
      expectRefusal("\(folder)/limit", "is this the file you mean?")
    }
  }

  @Test func whatIsNoRegularFileIsRefused() throws {
    try Fixture.withFolder { folder in
      #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
      for path in ["\(folder)/pipe", folder, "/dev/zero", "/dev/null"] {
        expectRefusal(path, "not a regular file; name a YAML file")
      }
      expectRefusal("\(folder)/absent", "No such file or directory")
      expectRefusal("", "No such file or directory")
    }
  }

  @Test func bytesThatAreNotUTF8AreRefused() throws {
    try Fixture.withFolder { folder in
      for bytes in [[0xFF, 0xFE, 0x61, 0], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] {
        let data = Data(bytes.map { UInt8($0) })
        try data.write(to: URL(filePath: "\(folder)/bytes"))
        expectRefusal("\(folder)/bytes", "not UTF-8 text; save it as UTF-8")
      }
    }
  }

  @Test func anUnwritablePlaceIsToldBeforeAndAfter() throws {
    try Fixture.withFolder { folder in
      for path in [folder, "\(folder)/absent/file", "/proc/hypertwin"] {
        #expect(throws: TextFile.WriteError.self, "\(path)") { try TextFile.write("x", to: path) }
      }
      for path in [folder, "\(folder)/absent/file"] {
        #expect(throws: TextFile.WriteError.self, "\(path)") { try TextFile.checkWritable(path) }
      }
      try TextFile.checkWritable("\(folder)/file")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }
  }

  @Test func aFullDeviceIsAnErrorAndStaysADevice() throws {
    #expect(throws: TextFile.WriteError.self) { try TextFile.write("x", to: "/dev/full") }
    try TextFile.write("x", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func anOutputThatCannotBeWrittenWholeLeavesTheOldOne() throws {
    try Fixture.withFolder { folder in
      try TextFile.write("old", to: "\(folder)/file")
      // The partial file's name is taken, as by another process with the same number.
      let partial = "\(folder)/file.\(getpid()).partial"
      try TextFile.write("another's", to: partial)
      #expect(throws: TextFile.WriteError.self) { try TextFile.write("new", to: "\(folder)/file") }
      #expect(try TextFile.read("\(folder)/file") == "old")
      #expect(try TextFile.read(partial) == "another's")
    }
  }

  private func expectRefusal(_ path: String, _ message: String) {
    do {
      let text = try TextFile.read(path)
      Issue.record("\(path) was read: \(text.utf8.count) bytes")
    } catch {
      #expect(error.description.hasPrefix("\(path): "))
      #expect(error.description.contains(message), "\(error)")
    }
  }
}
