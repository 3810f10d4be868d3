/// The library that draws the charts of a report.
public enum ChartLibrary: Hashable, Sendable {
  /// A script that sets `charts` to Vega's `parse`, `View` and `expressionInterpreter`.
  case script(String)
  /// There is none; a sentence says why and how to get it.
  case absent(why: String)
}

/// Vega 5 out of the modules that Debian's package libjs-vega installs.
///
/// The package lacks the bundle that joins them, so the join is made here: each module becomes a
/// function in a table, and a `require` of a few lines runs it when it is first asked for. Only
/// what bars, rules, points and stacks need is taken, which leaves maps, trees and forces out. The
/// interpreter of expressions is taken too, so that the report's content security policy need not
/// allow `eval`.
extension ChartLibrary {
  /// The modules by the names they require each other by.
  private static let modules = [
    "canvas", "dataflow", "encode", "event-selector", "expression", "format", "functions",
    "interpreter", "loader", "parser", "runtime", "scale", "scenegraph", "selections",
    "statistics", "time", "transforms", "util", "view", "view-transforms",
  ]

  /// Vega, joined from the files that `read` finds by their names in the package's folder.
  ///
  /// - Throws: what `read` throws.
  public static func vega<Failure: Error>(
    reading read: (_ file: String) throws(Failure) -> String
  ) throws(Failure) -> ChartLibrary {
    var script = beginning
    for module in modules {
      // The package names this one file by its singular.
      let file = module == "selections" ? "selection" : module
      script += definition(of: module, text: try read("vega-\(file).min.js"))
    }
    return .script(script + end)
  }

  private static func definition(of module: String, text: String) -> String {
    // Source maps lie beside the modules, where a report cannot and need not find them.
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("//# sourceMappingURL") }
    return "define(\"vega-\(module)\", function (exports, module, require) {\n"
      + lines.joined(separator: "\n") + "\n});\n"
  }

  private static let beginning = """
    "use strict";
    const charts = (() => {
    const definitions = new Map(), loaded = new Map();
    const define = (name, definition) => definitions.set(name, definition);
    const require = (name) => {
      if (!loaded.has(name)) {
        const module = {exports: {}};
        loaded.set(name, module.exports);
        definitions.get(name)(module.exports, module, require);
      }
      return loaded.get(name);
    };

    """

  private static let end = """
    Object.assign(
      require("vega-dataflow").transforms, require("vega-transforms"),
      require("vega-view-transforms"), require("vega-encode"));
    return {
      parse: require("vega-parser").parse, View: require("vega-view").View,
      expressionInterpreter: require("vega-interpreter").expressionInterpreter,
    };
    })();

    """
}
