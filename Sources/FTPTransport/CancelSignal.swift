internal import CTransportShims
internal import Glibc

/// A flag that any thread can raise and a `poll(2)` can wait for.
///
/// Cancelling a task fires it; whoever waits for a socket watches ``descriptor`` as well.
package final class CancelSignal: Sendable {
    private let event: Descriptor

    /// Creates a signal that is not fired; throws when the process has no descriptor left.
    package init() throws(TransportError) {
        event = Descriptor(owning: try system("eventfd") { shim_eventfd() })
    }

    /// The descriptor that is readable while the signal is fired; the signal keeps owning it.
    package var descriptor: Int32 { event.rawValue }

    /// Whether it was fired since it was last cleared.
    package var isFired: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return restarting { poll(&entry, 1, 0) } == 1
    }

    /// Wakes every waiter, now and until ``clear()``.
    package func fire() {
        var one: UInt64 = 1
        // EAGAIN means that the counter is full: it is fired then too.
        _ = restarting { write(event.rawValue, &one, MemoryLayout.size(ofValue: one)) }
    }

    /// Lowers the flag, so that the next wait sleeps again.
    package func clear() {
        var count: UInt64 = 0
        _ = restarting { read(event.rawValue, &count, MemoryLayout.size(ofValue: count)) }
    }
}
