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

/// Settings of the kernels, which are too slow to be tested unoptimised.
let fast = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// The tests of the module `name`, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The files of `fixtures` that are built into the program.
let builtIn = [
  "priors/micro-costs.csv", "priors/engineering.csv",
  "calibration/directional_plan.yaml", "calibration/simultaneous_plan.yaml",
  "calibration/offered_delivered_plan.yaml",
  "calibration/directional.yaml", "calibration/simultaneous.yaml",
  "calibration/offered_delivered.yaml",
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
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    library("Model"),
    library("Statistics", ["Model"]),
    library("Simulator", ["Model"]),
    library("Formats", ["Model", yams]),
    library("Calibration", ["Model"]),
    library("Report", ["Model", "Statistics"]),
    .target(name: "CProcessor"),
    .target(name: "CPacketRing"),
    .target(
      name: "Kernels", dependencies: ["Model", "CProcessor", "CPacketRing", histogram],
      swiftSettings: fast),
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    library("PacketCapture", ["Kernels", "CPcap"]),
    library("Experiments", ["Model", "Simulator", "Statistics", "Calibration"]),
    .target(
      name: "Fixtures", path: "fixtures", exclude: ["published"], sources: ["Fixtures.swift"],
      resources: builtIn.map { .embedInCode($0) }, swiftSettings: settings),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Model", "Simulator", "Statistics", "Formats", "Experiments", "Calibration", "Report",
        "Fixtures", "Kernels", "PacketCapture", argumentParser,
      ],
      swiftSettings: settings),
    tests("Model"),
    tests("Simulator", ["Statistics"]),
    tests("Statistics"),
    tests("Calibration"),
    .target(
      name: "ForwardingChecks", dependencies: ["Kernels", "Model"], path: "Tests/ForwardingChecks",
      swiftSettings: fast),
    tests("Kernels", ["ForwardingChecks", "Model"]),
    tests("PacketCapture", ["ForwardingChecks", "Kernels", "Model"]),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
)
