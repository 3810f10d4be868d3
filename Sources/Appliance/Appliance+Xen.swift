/// What Xen needs of an appliance's folder.
extension Appliance {
  /// What Xen runs when it has made or is about to remove a guest's interface, in place of its own
  /// scripts, which join it to a bridge or a route of the machine's own namespace. This one gives
  /// it the name that was asked for; the run moves it where it belongs. The protocol is that of
  /// xen-network-configuration(5): the back end waits for the word `connected`.
  private static let script = """
    #!/bin/sh
    # Written by Hypertwin. Names an interface of one of its guests, and does nothing else.
    set -eu
    PATH=/usr/sbin:/usr/bin:/sbin:/bin
    case ${1-} in
      online)
        name=$(xenstore-read "$XENBUS_PATH/vifname")
        ip link set dev "$vif" down
        ip link set dev "$vif" name "$name"
        xenstore-write "$XENBUS_PATH/hotplug-status" connected
        ;;
    esac

    """

  /// The path of that script; written when it is first asked for.
  ///
  /// - Throws: `ApplianceError` if it cannot be written.
  public func interfaceScript() throws(ApplianceError) -> String {
    let path = "\(folder)/xen-interface"
    if FileSystem.exists(path) { return path }
    try FileSystem.writeWhole(Array(Self.script.utf8), to: path, isExecutable: true)
    return path
  }
}
