import Formats
import Report

/// The charting library that reports inline: Vega 5, from Debian's package libjs-vega.
///
/// Debian installs Vega as separate modules without the bundle that joins them, so the join is made
/// here: each module becomes a function in a table, and a `require` of five lines runs it when it is
/// first asked for. Only what bars, rules, points and stacks need is taken, which leaves half of
/// Vega and all of d3's maps out. The interpreter of expressions is taken too, so that the report's
/// content security policy need not allow `eval`.
enum VegaBundle {
  /// Where Debian installs the modules.
  static let folder = "/usr/share/javascript/vega"

  /// The modules by the names they require each other by.
  private static let modules = [
    "canvas", "dataflow", "encode", "event-selector", "expression", "format", "functions",
    "interpreter", "loader", "parser", "runtime", "scale", "scenegraph", "selections",
    "statistics", "time", "transforms", "util", "view", "view-transforms",
  ]

  /// The library's script; where the package is missing or broken, why and what to do.
  static func load() -> ChartLibrary {
    do throws(InputError) {
      var script = beginning
      for module in modules { script += try definition(of: module) }
      return .script(script + end)
    } catch {
      return .absent(
        why: "The charting library could not be read (\(error.description)). Install Debian's "
          + "package libjs-vega, for example with \"sudo apt-get install libjs-vega\", and run "
          + "the same command again.")
    }
  }

  private static func definition(of module: String) throws(InputError) -> String {
    // The package calls this one file by its singular.
    let file = module == "selections" ? "selection" : module
    let text = try TextFile.read("\(folder)/vega-\(file).min.js")
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
