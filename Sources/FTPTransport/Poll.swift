internal import Glibc
@_exported public import MonotonicTime

/// One wait for a few descriptors, without allocating.
///
///     var poll = Poll()
///     let control = poll.watch(socket.descriptor.rawValue, for: .reading)
///     let cancelled = poll.watch(cancel.descriptor, for: .reading)
///     let ready = try poll.wait(until: deadline)
///     if ready.contains(cancelled) { … }      // empty: the deadline passed
package struct Poll: Sendable {
    /// Control, data, file, cancel, and room for two more.
    package static let capacity = 6

    /// What to wait for; errors and hang-ups are always waited for.
    package struct Interest: OptionSet, Sendable {
        package let rawValue: Int16
        package init(rawValue: Int16) { self.rawValue = rawValue }
        package static let reading = Interest(rawValue: Int16(POLLIN))
        package static let writing = Interest(rawValue: Int16(POLLOUT))
        /// Octets sent with MSG_OOB.
        package static let urgent = Interest(rawValue: Int16(POLLPRI))
    }

    /// Some of the watched descriptors, in the order of ``Poll/watch(_:for:)``.
    ///
    /// No `OptionSet`: in another module its questions are answered by looking the type up.
    package struct Ready: Hashable, Sendable {
        fileprivate var bits: UInt8 = 0

        package var isEmpty: Bool { bits == 0 }
        package func contains(_ watched: Ready) -> Bool { bits & watched.bits == watched.bits }
    }

    private var entries = InlineArray<6, pollfd>(repeating: pollfd(fd: -1, events: 0, revents: 0))
    private var count = 0

    package init() {}

    /// Adds a descriptor, at most ``capacity`` of them; the result stands for it in ``Ready``.
    @discardableResult
    package mutating func watch(_ descriptor: Int32, for interest: Interest) -> Ready {
        precondition(count < Poll.capacity, "a Poll watches at most \(Poll.capacity) descriptors")
        entries[count] = pollfd(fd: descriptor, events: interest.rawValue, revents: 0)
        count += 1
        return Ready(bits: 1 << (count - 1))
    }

    /// Waits until a descriptor is ready; an empty set when the deadline came first.
    ///
    /// A descriptor that failed or was hung up is ready: the next call on it tells the reason.
    /// A deadline in the past looks once and does not wait; nil waits for ever.
    package mutating func wait(
        until deadline: Instant?
    ) throws(TransportError) -> Ready {
        let count = count
        var span = entries.mutableSpan
        return try span.withUnsafeMutableBufferPointer { buffer throws(TransportError) in
            let watched = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            try waitForAny(of: watched, until: deadline)
            var ready = Ready()
            for index in 0..<count where watched[index].revents != 0 {
                ready.bits |= 1 << index
            }
            return ready
        }
    }

    /// Waits for one descriptor and throws when the signal or the deadline comes first.
    ///
    /// - Parameter activity: finishes the sentence "timed out while …".
    package static func wait(
        for interest: Interest, on descriptor: Int32, until deadline: Instant?,
        cancel: CancelSignal, while activity: @autoclosure () -> String
    ) throws(TransportError) {
        var poll = Poll()
        poll.watch(descriptor, for: interest)
        let cancelled = poll.watch(cancel.descriptor, for: .reading)
        let ready = try poll.wait(until: deadline)
        if ready.contains(cancelled) { throw .cancelled }
        if ready.isEmpty { throw .timedOut(what: activity()) }
    }
}

/// `poll(2)` until an instant: interruptions and early wake-ups go back to sleep.
func waitForAny(
    of entries: UnsafeMutableBufferPointer<pollfd>, until deadline: Instant?
) throws(TransportError) {
    while true {
        let timeout = deadline.map { milliseconds(until: $0) } ?? -1
        let count = poll(entries.baseAddress, nfds_t(entries.count), timeout)
        if count < 0 {
            if errno == EINTR { continue }
            throw .system(call: "poll", errno: errno)
        }
        // A closed descriptor would be "ready" for ever and keep the caller spinning.
        if entries.contains(where: { $0.revents & Int16(POLLNVAL) != 0 }) {
            throw .system(call: "poll", errno: EBADF)
        }
        if count > 0 || timeout == 0 { return }
    }
}

/// The time left in whole milliseconds, rounded up: rounding down would spin through the last one.
private func milliseconds(until deadline: Instant) -> Int32 {
    let left = Instant.now.duration(to: deadline)
    if left <= .zero { return 0 }
    let (seconds, attoseconds) = left.components
    let perMillisecond: Int64 = 1_000_000_000_000_000
    let rounded = (attoseconds + perMillisecond - 1) / perMillisecond
    return Int32(clamping: min(seconds, Int64(Int32.max) / 1000) * 1000 + rounded)
}
