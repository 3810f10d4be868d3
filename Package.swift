// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: Swift 6 mode is the default of this tools version;
/// warnings are errors, and an existential is always written `any`.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A library of this package and the siblings that it may import (ARCHITECTURE.md has the table).
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// The tests of the module `name`, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "hypertwin",
  products: [
    .executable(name: "hypertwin", targets: ["CLI"]),
    // For the package in Benchmarks.
    .library(name: "HypertwinModel", targets: ["Model"]),
    .library(name: "HypertwinSimulator", targets: ["Simulator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    library("Model"),
    library("Statistics", ["Model"]),
    library("Simulator", ["Model"]),
    .executableTarget(
      name: "CLI",
      dependencies: ["Model", "Statistics", argumentParser],
      swiftSettings: settings),
    tests("Model"),
    tests("Simulator"),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)
