/// The modules of one kernel, `/lib/modules/RELEASE`.
///
/// Dependencies are read from the modules themselves: a package of a kernel that was only unpacked
/// has no `modules.dep`.
package struct ModuleTree {
  private let folder: String
  private let release: String
  /// Paths by canonical names.
  private var paths: [String: String] = [:]
  /// Canonical names of what is in the kernel already.
  private var builtIn: Set<String> = []

  /// The folders of it that modules may be in, as `depmod` prefers them.
  private static let folders = ["updates", "extra", "kernel"]
  private static let endings = [".ko", ".ko.xz", ".ko.zst", ".ko.gz"]
  private static let deepest = 16

  /// Finds the files of all modules.
  package init(_ folder: String, release: String) throws(ApplianceError) {
    self.folder = folder
    self.release = release
    guard FileSystem.isFolder(folder) else {
      throw .missing("folder of modules", at: folder, remedy: KernelSource.remedy)
    }
    for name in Self.folders { collect("\(folder)/\(name)", depth: 0) }
    if FileSystem.exists("\(folder)/modules.builtin") {
      let text = String(decoding: try FileSystem.read("\(folder)/modules.builtin"), as: UTF8.self)
      builtIn = Set(text.split(separator: "\n").compactMap(Self.name))
    }
  }

  /// The modules of those names and all that they need, each after what it needs itself.
  ///
  /// - Throws: `ApplianceError` for a module that is neither a file nor in the kernel, one of
  ///   another kernel, and dependencies in a circle.
  package func closure(of names: [String]) throws(ApplianceError) -> [KernelModule] {
    var order: [KernelModule] = []
    var done: Set<String> = []
    for name in names { try visit(name, above: [], &order, &done) }
    return order
  }

  private func visit(
    _ name: String, above: [String], _ order: inout [KernelModule], _ done: inout Set<String>
  ) throws(ApplianceError) {
    let name = KernelModule.canonical(name)
    guard !done.contains(name), !builtIn.contains(name) else { return }
    guard !above.contains(name) else {
      throw .malformed(
        folder, "modules need each other: \((above + [name]).joined(separator: ", "))")
    }
    guard let path = paths[name] else {
      let need = above.last.map { ", which \($0) needs" } ?? ""
      throw .missing(
        "module \(name)\(need)", at: folder,
        remedy: "the kernel may be a small variant of a cloud; \(KernelSource.remedy)")
    }
    let module = try KernelModule(try Decompression.contents(of: path), path: path)
    guard module.release == release else {
      throw .malformed(path, "it is of kernel \(module.release), not of \(release)")
    }
    for dependency in module.dependencies {
      try visit(dependency, above: above + [name], &order, &done)
    }
    order.append(module)
    done.insert(name)
  }

  private mutating func collect(_ folder: String, depth: Int) {
    guard depth < Self.deepest else { return }
    for entry in FileSystem.list(folder) ?? [] {
      let path = "\(folder)/\(entry)"
      if let name = Self.name(entry) {
        if paths[name] == nil { paths[name] = path }
      } else if FileSystem.isFolder(path) {
        collect(path, depth: depth + 1)
      }
    }
  }

  /// The canonical name of a module from its path; nil for other files.
  private static func name(_ path: some StringProtocol) -> String? {
    let file = String(path.reversed().prefix { $0 != "/" }.reversed())
    guard let ending = endings.first(where: file.hasSuffix) else { return nil }
    return KernelModule.canonical(file.dropLast(ending.count))
  }
}
