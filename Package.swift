// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with: Swift 6 mode is the default of this tools version;
/// warnings are errors, and an existential is always written `any`.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Settings of what is too slow to be tested unoptimised: the simulator, the kernels, and the
/// frames in which whole files are sent.
let fast = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// A library of this package and the siblings that it may import (ARCHITECTURE.md has the table).
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], swiftSettings: [SwiftSetting] = settings
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// Settings of the loops of STREAM, which are compiled once for each set of vector instructions.
/// Elsewhere than on x86-64 the wide modules are the same as the narrow one.
func loops(_ flags: [String] = [], wholeLines: Bool = false) -> [SwiftSetting] {
  #if arch(x86_64)
    return fast + [.unsafeFlags(flags.flatMap { ["-Xcc", $0] })]
      + (wholeLines ? [.define("WHOLE_LINES")] : [])
  #else
    return fast
  #endif
}

/// The inner loops of the kernel pi, compiled once per set of vector instructions: the folders of
/// the wide ones hold links to the files of `PiVector`. Each needs a processor that has them.
let vectorModules: [(name: String, flags: [String])] = {
  #if arch(x86_64)
    let avx2 = ["-mavx2", "-mfma", "-mbmi", "-mbmi2"]
    let avx512 = avx2 + ["-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl"]
    return [("PiVector", []), ("PiVectorAVX2", avx2), ("PiVectorAVX512", avx512)]
  #else
    return [("PiVector", [])]
  #endif
}()

/// The tests of the module `name`, in `Tests/<name>Tests`.
func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
    exclude: exclude, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
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

/// The scenarios that every rack gets.
let rackScenarios = [
  "native", "native-direct", "kvm-rtl8139", "kvm-e1000", "kvm-virtio", "kvm-vhost", "xen-pv",
  "xen-pv-routed", "xen-pvh", "xen-hvm", "xen-direct",
]

let package = Package(
  name: "hypertwin",
  products: [
    .executable(name: "hypertwin", targets: ["CLI"]),
    // Runs the kernels inside a virtual machine, linked statically.
    .executable(name: "hypertwin-guest", targets: ["Guest"]),
    // For the package in Benchmarks.
    .library(name: "HypertwinFormats", targets: ["Formats"]),
    .library(name: "HypertwinModel", targets: ["Model"]),
    .library(name: "HypertwinSimulator", targets: ["Simulator"]),
    .library(name: "HypertwinKernels", targets: ["Kernels"]),
    .library(name: "HypertwinStatistics", targets: ["Statistics"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    library("Model"),
    library("Statistics", ["Model"], swiftSettings: fast),
    library("LoadSearch"),
    library("Simulator", ["Model"], swiftSettings: fast),
    library("Formats", ["Model", yams]),
    library("Calibration", ["Model", "Statistics"], swiftSettings: fast),
    library("Report", ["Model"]),
    .target(name: "CProcessor"),
    library(
      "Experiments", ["Model", "Simulator", "Statistics", "Calibration", "LoadSearch"],
      swiftSettings: fast),
    .target(name: "CMachine"),
    .target(name: "StreamLoops", dependencies: ["CMachine"], swiftSettings: loops()),
    .target(
      name: "StreamLoopsAVX2", dependencies: ["CMachine"],
      swiftSettings: loops(["-mavx2", "-mfma"])),
    .target(
      name: "StreamLoopsAVX512", dependencies: ["CMachine"],
      swiftSettings: loops(
        ["-mavx512f", "-mavx512dq", "-mavx512bw", "-mavx512vl", "-mprefer-vector-width=512"],
        wholeLines: true)),
    .target(name: "CLanes"),
    .target(name: "CPacketRing"),
    .target(name: "PiParameters", swiftSettings: fast),
    .target(
      name: "Kernels",
      dependencies: [
        "Model", "Statistics", "CProcessor", "CMachine", "StreamLoops", "StreamLoopsAVX2",
        "StreamLoopsAVX512", "PiParameters", "CPacketRing", histogram,
      ] + vectorModules.map { .init(stringLiteral: $0.name) },
      swiftSettings: fast),
    .target(name: "CInit"),
    library("Spawn", ["CMachine"]),
    library("Console", ["Spawn"], swiftSettings: fast),
    .executableTarget(
      name: "Guest", dependencies: ["CInit", "CMachine", "Console", "Kernels", "Model", "Spawn"],
      swiftSettings: settings),
    .systemLibrary(
      name: "CLibvirt", pkgConfig: "libvirt", providers: [.apt(["libvirt-dev"])]),
    library("Libvirt", ["CLibvirt"]),
    library("Appliance", ["Model"]),
    .target(
      name: "Rack", dependencies: ["Appliance", "CMachine", "Model", "Spawn"],
      resources: ["customize.sh", "initramfs.sh", "rack-init.sh"].map {
        .embedInCode("Files/\($0)")
      },
      swiftSettings: settings),
    library("Store", ["Model", "Statistics", grdb]),
    library(
      "Hardware",
      [
        "Appliance", "CMachine", "Console", "Libvirt", "LoadSearch", "Model", "Spawn", "Statistics",
        "Store",
      ]),
    .systemLibrary(
      name: "CPcap", pkgConfig: "libpcap", providers: [.apt(["libpcap-dev"])]),
    library("PacketCapture", ["Kernels", "CPcap"]),
    .target(
      name: "Fixtures", path: "fixtures",
      exclude: [
        "counts", "published", "scenarios/published", "scenarios/rack", "scenarios/this-machine",
        "scenarios/traffic", "testbeds",
        "calibration/counts_plan.yaml", "calibration/published_plan.yaml",
      ],
      sources: ["Fixtures.swift"],
      resources: builtIn.map { .embedInCode($0) }, swiftSettings: settings),
    // A target of its own, for a file's name may be built into a target once only.
    .target(
      name: "RackScenarios", path: "fixtures/scenarios/rack", sources: ["RackScenarios.swift"],
      resources: rackScenarios.map { .embedInCode("\($0).yaml") }, swiftSettings: settings),
    .executableTarget(
      name: "CLI",
      dependencies: [
        "Model", "Simulator", "Statistics", "Formats", "Experiments", "Calibration", "Report",
        "Console", "Fixtures", "Kernels", "PacketCapture", "Appliance", "Hardware", "Libvirt",
        "LoadSearch", "Rack", "RackScenarios", "Store", argumentParser,
      ],
      swiftSettings: settings),
    tests("Model"),
    tests("Formats", ["Model", "Simulator", yams]),
    tests("CLI"),
    tests("Simulator", ["Statistics"]),
    tests("Statistics"),
    tests("LoadSearch", exclude: ["Oracle"]),
    tests("Calibration"),
    tests("Experiments", ["Model", "Formats", "LoadSearch", "Simulator", "Statistics"]),
    tests("Report", ["Model", "Formats"], exclude: ["Golden"]),
    tests("Kernels", ["ForwardingChecks", "Formats", "Fixtures", "Model"]),
    tests("Guest", ["Console", "Kernels"]),
    tests("Console"),
    tests("Libvirt"),
    tests("Appliance", ["Console", "Model"]),
    tests("Rack", ["Appliance", "Formats", "Model"]),
    tests("Store", ["Model"]),
    tests(
      "Hardware", ["Appliance", "Console", "Formats", "Libvirt", "LoadSearch", "Model", "Store"],
      exclude: ["Golden"]),
    .executableTarget(
      name: "SafetyProbe", dependencies: ["Console", "Formats", "Hardware", "Libvirt", "Model"],
      path: "Tests/SafetyProbe", swiftSettings: settings),
    tests("PacketCapture", ["ForwardingChecks", "Kernels", "Model"]),
    .target(
      name: "ForwardingChecks", dependencies: ["Kernels", "Model"], path: "Tests/ForwardingChecks",
      swiftSettings: fast),
    .testTarget(name: "TidyTests", swiftSettings: settings),
  ]
    + vectorModules.map { module in
      .target(
        name: module.name, dependencies: ["PiParameters", "CLanes"],
        swiftSettings: fast + [.unsafeFlags(module.flags.flatMap { ["-Xcc", $0] })])
    }
)
