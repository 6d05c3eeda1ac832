internal import FTPProtocol

/// What a session has yet to do, each item at its time; equal times keep their order.
struct Agenda {
    enum Item: Equatable {
        case step(Script.Step)
        /// The running transfer has been answered: the session reads on.
        case endTransfer
    }

    private var entries: [(due: Instant, item: Item)] = []

    /// When something is to be done next.
    var due: Instant? { entries.first?.due }

    /// Adds a script; its pauses shift what follows in it. Returns when it ends.
    @discardableResult
    mutating func add(_ script: Script, at now: Instant) -> Instant {
        var time = now
        for step in script.steps {
            if case .pause(let pause) = step { time += pause } else { add(.step(step), at: time) }
        }
        return time
    }

    mutating func add(_ item: Item, at time: Instant) {
        let index = entries.firstIndex { time < $0.due } ?? entries.endIndex
        entries.insert((time, item), at: index)
    }

    /// Removes and returns the first item that is due.
    mutating func next(at now: Instant) -> Item? {
        guard let first = entries.first, first.due <= now else { return nil }
        return entries.removeFirst().item
    }
}
