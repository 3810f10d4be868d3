import Testing

@testable import Libvirt
