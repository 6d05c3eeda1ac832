internal import CTransportShims

/// A pipe from one connection of this process to another: what came in from one server waits here
/// until the other takes it, and nowhere else.
package final class RelayPipe {
    /// As much as an unprivileged pipe may hold.
    private static let octets: Int32 = 1 << 20

    private let exitEnd: Descriptor
    private var entranceEnd: Descriptor?
    /// Where octets go in, until ``closeEntrance()``.
    package let entrance: Int32

    /// Where octets come out.
    package var exit: Int32 { exitEnd.rawValue }

    /// Throws when the process has no descriptor left.
    package init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        try system("pipe2") { shim_pipe(&ends, Self.octets) }
        exitEnd = Descriptor(owning: ends[0])
        entrance = ends[1]
        entranceEnd = Descriptor(owning: ends[1])
    }

    /// What is in the pipe is the last of it.
    package func closeEntrance() { entranceEnd = nil }
}
