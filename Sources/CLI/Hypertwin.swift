import ArgumentParser

@main
struct Hypertwin: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypertwin", abstract: "Predict and measure what virtualization costs.")
}
