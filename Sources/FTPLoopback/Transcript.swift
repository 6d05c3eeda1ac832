internal import FTPProtocol

/// Everything that a server was told and said, in order; any thread may ask.
package final class Transcript: Sendable {
    package enum Direction: Sendable, Hashable { case received, sent }

    /// A line on a control connection; the arguments of PASS and ACCT are masked.
    package struct Line: Sendable, Hashable {
        /// The place in the whole transcript, from 0.
        package let sequence: Int
        package let session: Int
        package let direction: Direction
        package let text: String
    }

    /// A transfer for which a data connection was opened.
    package struct Transfer: Sendable, Hashable {
        package let session: Int
        package let verb: String
        package let path: String
        /// Where it began, by REST or APPE.
        package let offset: Int
        /// How many octets the server handed to the kernel, or took from it.
        package internal(set) var octets = 0
        package internal(set) var hasEnded = false
    }

    /// The whole of it at one moment.
    package struct Record: Sendable {
        package internal(set) var lines: [Line] = []
        package internal(set) var transfers: [Transfer] = []
        /// How many control connections were accepted.
        package internal(set) var sessions = 0
        /// How many of them are still open, or still have a transfer running.
        package internal(set) var openSessions = 0

        /// Octets of all transfers that the server sent, listings included.
        package var dataOctetsSent: Int { octets { !$0.isUpload } }

        /// Octets of all transfers that the server received.
        package var dataOctetsReceived: Int { octets { $0.isUpload } }

        /// How many logins succeeded.
        package var logins: Int { replies(230) }

        /// How often the verb was received.
        package func count(of verb: String) -> Int {
            lines.count { line in
                line.direction == .received && line.text.prefix { $0 != " " } == verb
            }
        }

        /// How often a reply ended with this code.
        package func replies(_ code: Int) -> Int {
            lines.count { $0.direction == .sent && $0.text.hasPrefix("\(code) ") }
        }

        private func octets(_ isWanted: (Transfer) -> Bool) -> Int {
            transfers.reduce(0) { isWanted($1) ? $0 + $1.octets : $0 }
        }
    }

    private let monitor = Monitor(Record())

    init() {}

    package var record: Record { monitor.withLock { $0 } }
    package var lines: [Line] { record.lines }
    package var transfers: [Transfer] { record.transfers }
    package var sessions: Int { record.sessions }
    package var logins: Int { record.logins }
    package var dataOctetsSent: Int { record.dataOctetsSent }
    package var dataOctetsReceived: Int { record.dataOctetsReceived }

    /// How often the verb was received.
    package func count(of verb: String) -> Int { record.count(of: verb) }

    /// The command lines of one session, or of all.
    package func commands(session: Int? = nil) -> [String] {
        lines.filter { $0.direction == .received && (session ?? $0.session) == $0.session }
            .map(\.text)
    }

    /// Blocks until the condition holds; false when the limit passed first.
    ///
    /// The condition runs under the transcript's lock: it may ask its argument only.
    package func waitFor(
        within limit: Duration = .seconds(60), _ condition: @Sendable (Record) -> Bool
    ) -> Bool {
        monitor.wait(within: limit, until: condition)
    }

    /// Suspends until the condition holds; false when the limit passed first.
    ///
    /// It waits on a thread of its own: the cooperative pool stays free for those who bring the
    /// condition about.
    package func waitFor(
        within limit: Duration = .seconds(60),
        _ condition: @escaping @Sendable (Record) -> Bool
    ) async -> Bool {
        await withCheckedContinuation { [monitor] continuation in
            let isStarted = ThreadGroup().start {
                continuation.resume(returning: monitor.wait(within: limit, until: condition))
            }
            if !isStarted { continuation.resume(returning: false) }
        }
    }
}

extension Transcript {
    func sessionBegan() {
        monitor.withLock {
            $0.sessions += 1
            $0.openSessions += 1
        }
    }

    func sessionEnded() { monitor.withLock { $0.openSessions -= 1 } }

    func note(_ direction: Direction, _ text: String, session: Int) {
        let verb = text.prefix { $0 != " " }.uppercased()
        let shown =
            direction == .received && ["PASS", "ACCT"].contains(verb)
            ? "\(verb) \(Secret(text))" : text
        monitor.withLock {
            $0.lines.append(
                Line(
                    sequence: $0.lines.count, session: session, direction: direction, text: shown))
        }
    }

    /// Opens a transfer's entry; its number is for ``moved(_:inTransfer:)``.
    func transferBegan(_ transfer: Transfer) -> Int {
        monitor.withLock {
            $0.transfers.append(transfer)
            return $0.transfers.count - 1
        }
    }

    func moved(_ octets: Int, inTransfer number: Int) {
        monitor.withLock { $0.transfers[number].octets += octets }
    }

    func transferEnded(_ number: Int) { monitor.withLock { $0.transfers[number].hasEnded = true } }
}

extension Transcript.Transfer {
    /// Whether the octets go to the server.
    package var isUpload: Bool { verb == "STOR" || verb == "APPE" }
}
