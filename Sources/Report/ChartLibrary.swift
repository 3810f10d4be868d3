/// The library that draws the charts of a report.
public enum ChartLibrary: Hashable, Sendable {
  /// A script that sets `charts` to Vega's `parse`, `View` and `expressionInterpreter`.
  case script(String)
  /// There is none; a sentence says why and how to get it.
  case absent(why: String)
}
