// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: Swift 6 mode is the default of this tools version;
/// warnings are errors, and an existential is always written `any`.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Settings of what is too slow to be tested unoptimised: the simulator and the kernels.
let fast = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A library of this package and the siblings that it may import (ARCHITECTURE.md has the table).
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], swiftSettings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of the module `name`, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The files of `fixtures` that are built into the program.
let builtIn = [
  "priors/micro-costs.csv", "priors/engineering.csv",
  "calibration/directional_plan.yaml", "calibration/simultaneous_plan.yaml",
  "calibration/offered_delivered_plan.yaml",
  "calibration/directional.yaml", "calibration/simultaneous.yaml",
  "calibration/offered_delivered.yaml", "calibration/published.yaml",
  "scenarios/paper-2013/native.yaml", "scenarios/paper-2013/native_udp.yaml",
  "scenarios/paper-2013/kvm_standard.yaml", "scenarios/paper-2013/kvm_standard_udp.yaml",
  "scenarios/paper-2013/kvm_virtio.yaml", "scenarios/paper-2013/kvm_virtio_udp.yaml",
  "scenarios/paper-2013/xen.yaml", "scenarios/paper-2013/xen_udp.yaml",
]

let package = Package(
  name: "hypertwin",
  products: [
    .executable(name: "hypertwin", targets: ["CLI"]),
    // For the package in Benchmarks.
    .library(name: "HypertwinModel", targets: ["Model"]),
    .library(name: "HypertwinSimulator", targets: ["Simulator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    library("Model"),
    library("Statistics", ["Model"], swiftSettings: fast),
    library("Simulator", ["Model"], swiftSettings: fast),
    library("Formats", ["Model", yams]),
    library("Calibration", ["Model"], swiftSettings: fast),
    library("Report", ["Model", "Statistics"]),
    .target(name: "CProcessor"),
    library("Kernels", ["Model", "CProcessor"], swiftSettings: fast),
    library(
      "Experiments", ["Model", "Simulator", "Statistics", "Calibration"], swiftSettings: fast),
    .target(
      name: "Fixtures", path: "fixtures", exclude: ["published"], sources: ["Fixtures.swift"],
      resources: builtIn.map { .embedInCode($0) }, swiftSettings: settings),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Model", "Simulator", "Statistics", "Formats", "Experiments", "Calibration", "Report",
        "Fixtures", "Kernels", argumentParser,
      ],
      swiftSettings: settings),
    tests("Model"),
    tests("Formats", ["Model", "Simulator", yams]),
    tests("CLI"),
    tests("Simulator", ["Statistics"]),
    tests("Statistics"),
    tests("Calibration"),
    tests("Kernels"),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)
