internal import FTPClient

/// The live line of a transfer: name, bar, percent, bytes, rate, time left, health of control.
struct ProgressLine {
    private struct Sample {
        var at: Instant
        var moved: UInt64
    }

    private let name: String
    private var samples: [Sample] = []

    init(name: String) { self.name = name }

    /// The line for a terminal, as wide as `columns` at the most.
    mutating func terminalLine(
        _ snapshot: TransferMeter.Snapshot, at now: Instant, columns: Int
    ) -> String {
        let facts = facts(snapshot, at: now)
        let health = Self.health(snapshot, at: now)
        let room = columns - 1
        let fixed = facts.count + health.count + 6
        let bar = Self.bar(snapshot, width: min(24, room - fixed - 12))
        let nameRoom = max(8, room - fixed - bar.count)
        let parts = [Self.shorten(name, to: nameRoom), bar, facts, health].filter { !$0.isEmpty }
        return String(parts.joined(separator: "  ").prefix(room))
    }

    /// The line for a log.
    mutating func logLine(
        _ snapshot: TransferMeter.Snapshot, at now: Instant
    ) -> String {
        "\(name): \(facts(snapshot, at: now)), \(Self.health(snapshot, at: now))"
    }

    private mutating func facts(
        _ snapshot: TransferMeter.Snapshot, at now: Instant
    ) -> String {
        // The last ten seconds: long enough to be calm, short enough to be true.
        samples.removeAll { now - $0.at > .seconds(10) }
        samples.append(Sample(at: now, moved: snapshot.moved))
        var parts: [String] = []
        if let total = snapshot.total, total > 0 {
            parts.append("\(snapshot.position * 100 / total) %")
            parts.append(
                "\(Quantity.octets(snapshot.position)) of \(Quantity.octets(total))")
        } else {
            parts.append(Quantity.octets(snapshot.position))
        }
        guard let first = samples.first, now > first.at, snapshot.moved >= first.moved else {
            return parts.joined(separator: ", ")
        }
        let span = now - first.at
        let octets = snapshot.moved - first.moved
        parts.append(Quantity.rate(octets: octets, in: span))
        if let total = snapshot.total, total > snapshot.position, octets > 0 {
            let left = span * (Double(total - snapshot.position) / Double(octets))
            parts.append("\(Quantity.time(left)) left")
        }
        return parts.joined(separator: ", ")
    }

    /// How the control connection does: the reason why Godwit exists.
    static func health(
        _ snapshot: TransferMeter.Snapshot, at now: Instant
    ) -> String {
        switch snapshot.activity {
        case .connecting: return "control: connecting"
        case .draining: return "control: lost, taking what still flows"
        case .pausing(let retry, let until):
            return "control: reconnecting, \(ordinal(retry)) time, in \(Quantity.time(until - now))"
        case .reconnecting(let retry):
            return "control: reconnecting, \(ordinal(retry)) time"
        case .verifying: return "verifying"
        case .asking, .moving, .done:
            guard let answer = snapshot.lastAnswer else { return "control: no answer yet" }
            // Two intervals without an answer are one missed: nobody knows then.
            let age = now - answer
            let isAlive = snapshot.keepaliveInterval.map { age < $0 * 2 + .seconds(1) } ?? false
            let state = isAlive ? "alive" : "quiet"
            return "control: \(state), last answer \(Int(age / .seconds(1))) s ago"
        }
    }

    private static func ordinal(_ number: Int) -> String {
        switch (number % 100, number % 10) {
        case (11...13, _): "\(number)th"
        case (_, 1): "\(number)st"
        case (_, 2): "\(number)nd"
        case (_, 3): "\(number)rd"
        default: "\(number)th"
        }
    }

    private static func bar(_ snapshot: TransferMeter.Snapshot, width: Int) -> String {
        guard width >= 6, let total = snapshot.total, total > 0 else { return "" }
        let filled = Int(Double(width - 2) * min(1, Double(snapshot.position) / Double(total)))
        let empty = width - 2 - filled
        return "[\(String(repeating: "#", count: filled))\(String(repeating: "-", count: empty))]"
    }

    /// Keeps the end of a long name: that is where files differ.
    private static func shorten(_ name: String, to room: Int) -> String {
        name.count <= room ? name : "…" + name.suffix(room - 1)
    }
}
