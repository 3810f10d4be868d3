/// What a report's page does: it draws its charts.
enum PageScript {
  /// The script. Vega's expressions are interpreted (`ast`) rather than compiled, as compiling
  /// takes `eval`, which the page's content security policy forbids.
  static let text = #"""
    "use strict";
    for (const place of document.querySelectorAll(".plot")) {
      const fail = (error) => {
        console.error(error);
        place.textContent =
          `This chart could not be drawn (${error.message}); the tables hold its numbers.`;
      };
      try {
        const text = document.getElementById(place.dataset.specification).textContent;
        const plan = charts.parse(JSON.parse(text), null, {ast: true});
        const view = new charts.View(plan, {
          renderer: "svg", expr: charts.expressionInterpreter, hover: false,
        });
        view.initialize(place).runAsync().then(() => { place.dataset.drawn = "yes"; }, fail);
      } catch (error) {
        fail(error);
      }
    }
    """#
}
