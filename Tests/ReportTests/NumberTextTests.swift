import Testing

@testable import Report

/// Numbers have as many digits as their interval warrants.
@Suite
struct NumberTextTests {
  @Test(arguments: [
    (74.0517, 0.1044, "74.05 ± 0.10"), (5303.0035, 0.3098, "5,303.00 ± 0.31"),
    (4360.93, 85.03, "4,361 ± 85"), (941.529, 0.0939, "941.53 ± 0.09"),
    (551.41, 6.25, "551 ± 6"), (12.3456, 0.96, "12.3 ± 1.0"),
    (1_234_567, 5000, "1,234,567 ± 5,000"),
    (0.000012, 0.0000034, "0.0000120 ± 0.0000034"), (-3.14159, 0.02, "-3.142 ± 0.020"),
    (168, 0, "168 ± 0"), (0, 0, "0 ± 0"), (.nan, 1, "– ± –"), (1, .infinity, "– ± –"),
  ])
  func estimates(mean: Double, margin: Double, text: String) {
    #expect(NumberText.estimate(mean, margin).text == text)
  }

  @Test(arguments: [
    (74, "74"), (0.1, "0.1"), (5309, "5,309"), (1_234_567.25, "1,234,567.25"), (-1000, "-1,000"),
    (1e300, "1e+300"), (.infinity, "–"),
  ])
  func publishedNumbersKeepTheirDigits(value: Double, text: String) {
    #expect(NumberText.exact(value) == text)
  }

  @Test(arguments: [
    (0.0699, "+0.07"), (-0.113, "-0.11"), (-0.001, "+0.00"), (1234.5, "+1,234.50"), (.nan, "–"),
  ])
  func errorsHaveTheirSign(percent: Double, text: String) {
    #expect(NumberText.signedPercent(percent) == text)
  }

  @Test(arguments: [
    (0.218, 2, "0.22"), (0.0706, 2, "0.071"), (12345.6, 4, "12,346"), (9.9999, 2, "10"),
    (0, 3, "0"),
    (2.5, 4, "2.5"), (1e-20, 3, "0"),
  ])
  func significantDigits(value: Double, digits: Int, text: String) {
    #expect(NumberText.significant(value, digits) == text)
  }

  @Test
  func rangesHaveTheDigitsOfTheirWidth() {
    let narrow = NumberText.range(941.3378, 941.6402, value: 941.5012)
    #expect(narrow == ("941.34", "941.64", "941.50"))
    let wide = NumberText.range(27.78, 102.01, value: 53.477)
    #expect(wide == ("28", "102", "53"))
    let point = NumberText.range(3, 3, value: 3)
    #expect(point == ("3", "3", "3"))
  }

  /// The digits that are shown are those of the number, whatever its size.
  @Test
  func fixedPlacesAgreeWithTheNumber() {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
    var state = seed
    for _ in 0..<2000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = (Double(state >> 11) * 0x1p-53 - 0.5) * 2e6
      let places = Int(state % 7)
      let text = NumberText.fixed(value, places).replacing(",", with: "")
      let back = Double(text) ?? .nan
      var tolerance = 0.5
      for _ in 0..<places { tolerance /= 10 }
      #expect(
        (back - value).magnitude <= tolerance * (1 + 1e-9) + 1e-9,
        "seed \(seed): \(value) with \(places) places is \(text)")
    }
  }
}
