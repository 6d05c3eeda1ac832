/// Which host of a list the next session goes to, and what it does there: by priority, side by
/// side, and never more sessions on a host than it has shown to take.
///
/// A session that has a place takes one transfer after the other, so that small files go close
/// behind each other; a more important transfer elsewhere ends that at once, a host that waits for
/// its turn does after a while. A host's second session begins when the first one was let in.
///
/// A host that turns a session away while others of ours are at work there gets one fewer
/// (QUIRKS 53). When things have gone well for a while one more is tried, because the sessions
/// that were in the way may have been ghosts.
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

    /// The right of one session to work on a host.
    package struct Place: Sendable, Hashable {
        fileprivate let number: Int
        package let host: Int
        /// Whether other sessions of ours were there when it was given.
        package let isFurther: Bool
    }

    struct Host {
        /// In reverse: the next one is the last.
        var waiting: [Job] = []
        /// Sessions with a place, and those of them that have taken nothing yet.
        var sessions = 0
        var expectant = 0
        /// Whether a session was let in: until then there is one.
        var isOpen = false
        var cap: Int
        /// Transfers that ended since the cap changed, and how many raise it.
        var ended = 0
        var patience = 16
        /// When the first of the transfers was given up on behind the last one that was done.
        var silentSince: Instant?
    }

    /// What the session of a place does: since when it takes transfers, once it does.
    private struct Stint {
        var since: Instant?
    }

    /// How long a session stays with a host while others wait for their turn.
    package static let longestStint = Duration.seconds(5)

    private let parallel: Int
    private let giveUp: Duration
    private var hosts: [Int: Host] = [:]
    private var stints: [Int: Stint] = [:]
    private var places = 0
    private var running: [Int: Job] = [:]

    /// - Parameters:
    ///   - parallel: sessions at a time, on all hosts; at least 1.
    ///   - giveUp: how long a host may be silent before the rest of its transfers is not tried.
    package init(_ jobs: [Job], parallel: Int, giveUp: Duration = .seconds(3600)) {
        self.parallel = max(1, parallel)
        self.giveUp = giveUp
        for job in jobs.reversed() {
            hosts[job.host, default: Host(cap: self.parallel)].waiting.append(job)
        }
        for host in hosts.keys {
            // Places break ties: the standard library does not promise a stable sort.
            let ordered = hosts[host]?.waiting.enumerated().sorted {
                ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset)
            }
            hosts[host]?.waiting = ordered?.map(\.element) ?? []
        }
    }

    // MARK: Sessions

    /// A place for one session more; nil while there is none to give, and at the end.
    package mutating func open() -> Place? {
        guard let host = neediest()?.host else { return nil }
        places += 1
        let place = Place(
            number: places, host: host, isFurther: hosts[host].map { $0.sessions > 0 } ?? false)
        hosts[host]?.sessions += 1
        hosts[host]?.expectant += 1
        stints[place.number] = Stint()
        return place
    }

    /// Whether ``open()`` would give a place.
    package var mayOpen: Bool { neediest() != nil }

    /// Whether no session has a place.
    package var isIdle: Bool { stints.isEmpty }

    /// Whether transfers of a host wait.
    package func hasMore(at host: Int) -> Bool { !(hosts[host]?.waiting.isEmpty ?? true) }

    /// Whether no transfer waits, and none is under way.
    package var isOver: Bool { running.isEmpty && hosts.values.allSatisfy(\.waiting.isEmpty) }

    /// The host took the session.
    /// - Parameter cap: sessions that it was seen to take, if that is known.
    package mutating func wasLetIn(_ place: Place, cap: Int?) {
        guard var host = hosts[place.host], !host.isOpen else { return }
        host.isOpen = true
        if let cap { host.cap = min(parallel, max(1, cap)) }
        hosts[place.host] = host
    }

    /// The host took no further session.
    package mutating func wasTurnedAway(_ place: Place) {
        close(place)
        guard var host = hosts[place.host] else { return }
        host.cap = max(1, min(host.cap, host.sessions))
        host.ended = 0
        // Each attempt to have one more costs a login that is refused.
        host.patience = min(host.patience * 2, 1 << 20)
        hosts[place.host] = host
    }

    /// Whether a session that got nothing more may go on where it is.
    package mutating func staysOpen(_ place: Place) -> Bool {
        guard let stint = stints[place.number], let own = rank(ofNextAt: place),
            !(neediest(besides: place).map { $0.rank > own } ?? false)
        else { return false }
        if stint.since != nil { hosts[place.host]?.expectant += 1 }
        stints[place.number] = Stint()
        return true
    }

    /// The session has left.
    package mutating func close(_ place: Place) {
        guard let stint = stints.removeValue(forKey: place.number) else { return }
        hosts[place.host]?.sessions -= 1
        if stint.since == nil { hosts[place.host]?.expectant -= 1 }
    }

    // MARK: Transfers

    /// The next transfer for a session; nil when it has to leave, or to ask ``staysOpen(_:)``.
    package mutating func next(at place: Place, at now: Instant) -> Job? {
        guard let stint = stints[place.number], let own = rank(ofNextAt: place) else { return nil }
        if let since = stint.since, let other = neediest(besides: place), other.rank > own {
            if other.rank.priority > own.priority || now - since >= Self.longestStint { return nil }
        }
        guard let job = hosts[place.host]?.waiting.popLast() else { return nil }
        if stint.since == nil {
            hosts[place.host]?.expectant -= 1
            stints[place.number] = Stint(since: now)
        }
        running[job.id] = job
        return job
    }

    /// Whether the transfer is not worth a try, because its host has been silent for too long.
    package func isGivenUp(_ job: Job, at now: Instant) -> Bool {
        guard let since = hosts[job.host]?.silentSince else { return false }
        return now - since >= giveUp
    }

    /// A transfer came to its end.
    package mutating func didEnd(_ id: Int, _ end: End, at now: Instant) {
        guard let job = running.removeValue(forKey: id), var host = hosts[job.host] else { return }
        switch end {
        case .done:
            host.silentSince = nil
            host.isOpen = true
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

    /// Takes all that wait for a host: they fail together.
    package mutating func withdraw(from host: Int) -> [Job] {
        let jobs = Array((hosts[host]?.waiting ?? []).reversed())
        hosts[host]?.waiting = []
        for job in jobs { running[job.id] = job }
        return jobs
    }

    /// Nothing new begins.
    package mutating func stop() {
        for host in hosts.keys { hosts[host]?.waiting = [] }
    }

    // MARK: Ranks

    /// Of hosts whose next transfers are as important, one that does less comes first, then the
    /// list decides.
    private struct Rank: Comparable {
        let priority: Int
        let sessions: Int
        let id: Int

        static func < (left: Rank, right: Rank) -> Bool {
            (left.priority, right.sessions, right.id) < (right.priority, left.sessions, left.id)
        }
    }

    /// The host that one session more would serve best.
    /// - Parameter leaving: a place that would be free; without it there has to be a free one.
    private func neediest(besides leaving: Place? = nil) -> (host: Int, rank: Rank)? {
        // While there are free places nobody has to leave one.
        guard (stints.count < parallel) == (leaving == nil) else { return nil }
        var best: (host: Int, rank: Rank)?
        for (key, host) in hosts where key != leaving?.host && host.takesAnother {
            guard let job = host.waiting.last else { continue }
            let rank = Rank(priority: job.priority, sessions: host.sessions, id: job.id)
            if best.map({ rank > $0.rank }) ?? true { best = (key, rank) }
        }
        return best
    }

    /// How the next transfer of a place ranks when the place itself does not count.
    private func rank(ofNextAt place: Place) -> Rank? {
        guard let host = hosts[place.host], let job = host.waiting.last else { return nil }
        return Rank(priority: job.priority, sessions: host.sessions - 1, id: job.id)
    }
}

extension BatchSchedule.Host {
    /// Whether there is work for one session more, and room for it.
    fileprivate var takesAnother: Bool {
        waiting.count > expectant && sessions < (isOpen ? cap : 1)
    }
}
