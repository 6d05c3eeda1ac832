/// Which transfer of a batch begins next: by priority, side by side, and never more on a host than
/// it has shown to take.
///
/// A host that turns a session away while others of ours are at work there gets one fewer, and the
/// transfer waits for its turn (QUIRKS 53). When things have gone well for a while one more is
/// tried, because the sessions that were in the way may have been ghosts.
///
/// The patience with a host that does not answer is that of one transfer: when one after the
/// other was given up on for so long, the rest of the list is not tried, or a dead server would
/// cost a long list the same wait again and again.
package struct BatchSchedule: Sendable {
    /// A transfer that waits.
    package struct Job: Sendable, Hashable {
        package let id: Int
        /// Transfers with the same number share a login on a server.
        package let host: Int
        /// Higher ones come first; equal ones in the order of the list.
        package let priority: Int

        package init(id: Int, host: Int, priority: Int = 0) {
            self.id = id
            self.host = host
            self.priority = priority
        }
    }

    /// How a transfer came to its end.
    package enum End: Sendable, Hashable {
        case done
        /// The network or the server was given up on.
        case gaveUp
        /// Any other failure: it says nothing about the host.
        case failed
    }

    private struct Host {
        /// In reverse: the next one is the last.
        var waiting: [Job] = []
        var running = 0
        var cap: Int
        /// Transfers that ended well since the cap changed, and how many raise it.
        var ended = 0
        var patience = 16
        /// When the first of the transfers was given up on behind the last one that was done.
        var silentSince: Instant?
    }

    private let parallel: Int
    private let giveUp: Duration
    private var hosts: [Int: Host] = [:]
    private var running: [Int: Job] = [:]

    /// - Parameters:
    ///   - parallel: transfers at a time, on all hosts; at least 1.
    ///   - caps: sessions that a host was seen to take.
    ///   - giveUp: how long a host may be silent before the rest of its transfers is not tried.
    package init(
        _ jobs: [Job], parallel: Int, caps: [Int: Int] = [:], giveUp: Duration = .seconds(3600)
    ) {
        self.parallel = max(1, parallel)
        self.giveUp = giveUp
        for job in jobs.reversed() {
            let cap = min(self.parallel, max(1, caps[job.host] ?? self.parallel))
            hosts[job.host, default: Host(cap: cap)].waiting.append(job)
        }
        for host in hosts.keys {
            // Places break ties: the standard library does not promise a stable sort.
            let ordered = hosts[host]?.waiting.enumerated().sorted {
                ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset)
            }
            hosts[host]?.waiting = ordered?.map(\.element) ?? []
        }
    }

    /// The next transfer to begin; nil while all places are taken, and at the end.
    package mutating func next() -> Job? {
        guard running.count < parallel else { return nil }
        var best: (host: Int, rank: (Int, Int, Int))?
        for (key, host) in hosts where !host.waiting.isEmpty && host.running < host.cap {
            let rank = Self.rank(host)
            if best.map({ rank > $0.rank }) ?? true { best = (key, rank) }
        }
        guard let host = best?.host, let job = hosts[host]?.waiting.popLast() else { return nil }
        hosts[host]?.running += 1
        running[job.id] = job
        return job
    }

    /// Of hosts whose next transfers are as important, one that does less comes first, then the
    /// list decides.
    private static func rank(_ host: Host) -> (Int, Int, Int) {
        guard let job = host.waiting.last else { return (.min, 0, 0) }
        return (job.priority, -host.running, -job.id)
    }

    /// Whether the transfer is not worth a try, because its host has been silent for too long.
    package func isGivenUp(_ job: Job, at now: Instant) -> Bool {
        guard let since = hosts[job.host]?.silentSince else { return false }
        return now - since >= giveUp
    }

    /// A transfer came to its end.
    package mutating func didEnd(_ id: Int, _ end: End, at now: Instant) {
        guard let job = running.removeValue(forKey: id), var host = hosts[job.host] else { return }
        host.running -= 1
        switch end {
        case .done: host.silentSince = nil
        case .gaveUp: host.silentSince = host.silentSince ?? now
        case .failed: break
        }
        host.ended += 1
        if host.ended >= host.patience, host.cap < parallel {
            host.cap += 1
            host.ended = 0
        }
        hosts[job.host] = host
    }

    /// The host took no further session: the transfer waits, in front, until one is free.
    package mutating func wasTurnedAway(_ id: Int) {
        guard let job = running.removeValue(forKey: id), var host = hosts[job.host] else { return }
        host.running -= 1
        host.waiting.append(job)
        host.cap = max(1, min(host.cap, host.running))
        host.ended = 0
        // Each attempt to have one more costs a login that is refused.
        host.patience = min(host.patience * 2, 1 << 20)
        hosts[job.host] = host
    }

    /// Nothing new begins.
    package mutating func stop() {
        for host in hosts.keys { hosts[host]?.waiting = [] }
    }
}
