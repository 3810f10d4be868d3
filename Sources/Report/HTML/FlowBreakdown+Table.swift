import Model

extension FlowBreakdown {
  /// The stages of a path with their times, loads and drops.
  func table(title: String) -> HTMLTable {
    HTMLTable(
      caption: "\(title): \(summary)",
      columns: [
        .init(title: "stage"), .init(title: "thread"),
        .init(title: "waiting (µs)", isNumber: true), .init(title: "service (µs)", isNumber: true),
        .init(title: "thread busy (%)", isNumber: true),
        .init(title: "dropped (%)", isNumber: true),
      ],
      rows: stages.map { time in
        let words = StageText(time)
        return .cells([
          .init(text: words.stage), .init(text: words.thread), .init(text: words.waiting),
          .init(text: words.service), .init(text: words.utilisation),
          .init(text: words.dropped, tone: time.dropped > 0 ? .bad : .plain),
        ])
      })
  }
}
