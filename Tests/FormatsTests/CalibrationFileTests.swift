import Model
import Testing

@testable import Formats

/// Calibrations are read as they were written, or refused.
@Suite struct CalibrationFileTests {
  private static let sample = Calibration(
    name: "small: \"quoted\"", reading: "directional", version: "0.1.0", dataLoss: 1.5,
    priorLoss: 1e-12, stopped: "converged\n\ttwice", evaluations: 7,
    parameters: [
      Parameter(
        name: "cost", summary: "a\\b\u{2028}c\u{2029}\u{FEFF} é", unit: "cycles", value: 1e-5,
        low: 1e-6, high: 1e12, runVariation: 0.25, origin: .fitted, source: "# not a comment"),
      Parameter(
        name: "other", summary: "", unit: "1", value: 1, low: 1, high: 1, source: "judgement"),
    ],
    observations: [
      CalibratedObservation(
        id: "table1.x", use: .holdOut, published: 74, modelled: 74.1, dependsOn: ["cost", "other"])
    ],
    envelope: FitEnvelope(
      kinds: [.flowNIC: ["kvm virtio bridged", "physical"]],
      ranges: [.frameSize: 64...1518, .clock: 2.66e9...2.66e9]), notes: ["one: note", "- two"])

  @Test func whatIsWrittenIsReadBack() throws {
    var calibration = Self.sample
    let (text, hash) = CalibrationFile.text(of: calibration)
    let read = try CalibrationFile.read(text, file: "c.yaml")
    #expect(read.calibration == calibration)
    #expect(read.hash == hash)
    #expect(CalibrationFile.text(of: read.calibration).text == text)
    calibration.notes = []
    calibration.reading = nil
    calibration.envelope = nil
    let bare = CalibrationFile.text(of: calibration).text
    #expect(try CalibrationFile.read(bare, file: "c.yaml").calibration == calibration)
  }

  /// A change of one byte, wherever it is, is an error: that of the hash if no other.
  @Test func everyChangedByteIsNoticed() {
    let bytes = Array(CalibrationFile.text(of: Self.sample).text.utf8)
    for position in stride(from: 0, to: bytes.count, by: 7) {
      var changed = bytes
      changed[position] ^= 1
      guard let text = String(validating: changed, as: UTF8.self) else { continue }
      #expect(throws: InputError.self, "byte \(position)") {
        try CalibrationFile.read(text, file: "c.yaml")
      }
    }
  }

  @Test func linesThatAreLostOrAddedAreNoticed() {
    let text = CalibrationFile.text(of: Self.sample).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for index in lines.indices.dropLast() {
      var fewer = lines
      fewer.remove(at: index)
      #expect(throws: InputError.self, "line \(index + 1)") {
        try CalibrationFile.read(fewer.joined(separator: "\n"), file: "c.yaml")
      }
    }
    for addition in ["# behind the hash\n", "reading: x\n", "\n"] {
      #expect(throws: InputError.self, "\(addition)") {
        try CalibrationFile.read(text + addition, file: "c.yaml")
      }
    }
  }

  @Test func aChangedValueIsToldAsSuch() {
    let text = CalibrationFile.text(of: Self.sample).text.replacing(
      "value: 1.0", with: "value: 2.0")
    expectProblem("sha256: the file was changed after it was fitted; calibrate again", in: text)
  }

  /// Files whose hash is right, because they were written so, and whose content is not.
  @Test(arguments: [
    ("origin: prior", "origin: guess", "\"guess\" is none of prior, fitted"),
    ("value: 1.0\n", "value: 0.0\n", "a cost is between"),
    ("value: 1.0\n", "value: -1.0\n", "a cost is between"),
    ("value: 1.0\n", "value: 1e300\n", "a cost is between"),
    ("value: 1.0\n", "value: nan\n", "is not a finite number"),
    ("value: 1.0\n", "value: inf\n", "is not a finite number"),
    ("value: 1.0\n", "value: 7.0\n", "the value must lie between low and high"),
    ("run_variation: 0.25", "run_variation: -0.25", "between 0 and 1"),
    ("name: \"other\"", "name: \"cost\"", "\"cost\" is given twice; keep one"),
    ("hypertwin_calibration: 1", "hypertwin_calibration: 2", "schema 1"),
    ("use: hold_out", "use: maybe", "none of fit, hold_out, input"),
    ("evaluations: 7", "evaluations: many", "not a whole number"),
    ("version:", "verzion:", "did you mean \"version\"?"),
  ])
  func wrongValuesAreToldEvenWithARightHash(old: String, new: String, message: String) {
    let text = CalibrationFile.text(of: Self.sample).text
    let body = text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    let changed = body.replacing(old, with: new)
    #expect(changed != body)
    let sealed = changed + "sha256: \(SHA256.hexadecimal(of: changed.utf8))\n"
    expectProblem(message, in: sealed)
  }

  @Test(arguments: ["", "hypertwin: 1\n", "hypertwin_calibration: 1\n", "[]"])
  func otherFilesAreNoCalibrations(text: String) {
    #expect(throws: InputError.self) { try CalibrationFile.read(text, file: "c.yaml") }
  }

  private func expectProblem(_ message: String, in text: String) {
    do {
      _ = try CalibrationFile.read(text, file: "c.yaml")
      Issue.record("it was read: \(message)")
    } catch {
      #expect(error.description.contains(message), "\(error)")
      #expect(error.problems.allSatisfy { $0.file == "c.yaml" })
    }
  }
}
