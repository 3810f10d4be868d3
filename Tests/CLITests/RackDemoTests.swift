import Testing

/// `hypertwin rack demo` says what is wrong before it boots anything.
@Suite struct RackDemoTests {
  @Test(arguments: [
    (["kvm-rtl8193"], "kvm-rtl8193 is no scenario of racks; these are: kvm-e1000, kvm-rtl8139"),
    (["native", "xen-pv", "native"], "native is named twice"),
    (["--seconds", "0"], "--seconds 0.0 is not between 0.1 and 60."),
    (["--seconds", "nan"], "--seconds nan is not between"),
    (["--patience", "5"], "--patience 5.0 is not between 10 and 3600."),
    (["--mirror", "ftp://x"], "--mirror ftp://x is no URL of http, https or file."),
  ])
  func wrongCommandLinesAreRefused(arguments: [String], message: String) async throws {
    let outcome = try await Program.run(["rack", "demo"] + arguments, in: try Folder([:]))
    #expect(outcome.status == 64)
    #expect(outcome.output == "" && outcome.errors.contains(message), "\(outcome.errors)")
  }

  /// Without the programs that run on a rack there is nothing to measure with.
  @Test func programsThatAreMissingAreNamedWithTheRemedy() async throws {
    let folder = try Folder([:])
    let outcome = try await Program.shell(
      "HYPERTWIN_RACK_PROGRAM=/nonexistent/hypertwin $HYPERTWIN rack demo", in: folder)
    #expect(outcome.status == 1 && outcome.output == "")
    #expect(
      outcome.errors == "HYPERTWIN_RACK_PROGRAM=/nonexistent/hypertwin: there is no such program\n")
    let guest = try await Program.shell(
      "HYPERTWIN_RACK_PROGRAM=$HYPERTWIN HYPERTWIN_GUEST=/nonexistent/guest $HYPERTWIN rack demo",
      in: folder)
    #expect(guest.status == 1 && guest.output == "")
    #expect(guest.errors.contains("hypertwin-guest is not on the rack: "), "\(guest.errors)")
    #expect(guest.errors.contains("script/guest"), "\(guest.errors)")
  }
}
