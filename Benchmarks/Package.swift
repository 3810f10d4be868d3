// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "hypertwin", path: "..")],
  targets: [
    .executableTarget(
      name: "bench",
      dependencies: [
        .product(name: "HypertwinFormats", package: "hypertwin"),
        .product(name: "HypertwinModel", package: "hypertwin"),
        .product(name: "HypertwinSimulator", package: "hypertwin"),
        .product(name: "HypertwinKernels", package: "hypertwin"),
        .product(name: "HypertwinStatistics", package: "hypertwin"),
      ],
      path: "Sources/Bench",
      swiftSettings: [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
      ])
  ]
)
