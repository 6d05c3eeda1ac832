internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// What a person, a log or a program is told about one transfer.
///
/// The session's thread tells the events; ``watch()`` draws the meter meanwhile.
final class TransferReport: Sendable {
    private struct State: Sendable {
        var hasStarted = false
        /// The loss that the next line about a fault is about.
        var loss: LossReport?
        var line: ProgressLine
    }

    let meter = TransferMeter()
    private let name: String
    private let url: FTPURL
    /// Where a copy between servers goes.
    private let target: FTPURL?
    private let output: OutputOptions
    private let console = Console.shared
    private let state: Mutex<State>
    private let startedAt = Instant.now

    init(of name: String, url: FTPURL, target: FTPURL? = nil, output: OutputOptions) {
        self.name = name
        self.url = url.withoutPassword
        self.target = target?.withoutPassword
        self.output = output
        state = Mutex(State(line: ProgressLine(name: name)))
    }

    /// Whether ``watch()`` has anything to show.
    var showsProgress: Bool { !output.quiet || output.json }

    /// Shows how the transfer goes until the task is cancelled: four times a second on a
    /// terminal, every 30 seconds in a log, every second as JSON.
    func watch() async {
        guard showsProgress else { return }
        while (try? await Task.sleep(for: output.progressInterval)) != nil { showProgress() }
        if output.isLive { console.draw("") }
    }

    /// Shows how the transfer stands.
    /// - Parameter place: where it stands among others, in front of a live line.
    func showProgress(_ place: String = "") {
        let snapshot = meter.snapshot
        if output.json { return console.print(progress(snapshot).text) }
        let columns = console.columns - place.count
        let line = state.withLock { state in
            output.isLive
                ? state.line.terminalLine(snapshot, at: .now, columns: columns)
                : state.line.logLine(snapshot, at: .now)
        }
        output.isLive ? console.draw(place + line) : console.say(line)
    }

    /// Tells an event of the session's thread.
    func tell(_ event: TransferEvent) {
        switch event {
        case .started(let position, let total):
            state.withLock { $0.hasStarted = true }
            guard output.json else { return }
            var line = self.line("start")
            line["position"] = .count(position)
            line["size"] = .count(total)
            console.print(line.text)
        case .lost(let loss):
            state.withLock { $0.loss = loss }
        case .notice(let notice):
            if output.json {
                var line = json(notice)
                describeLoss(in: &line)
                console.print(line.text)
            } else if !output.quiet, output.verbose || state.withLock({ $0.hasStarted }) {
                console.say("\(name): \(notice)")
            }
        case .verified(let confirmation):
            guard output.json else { return }
            var line = self.line("verify")
            line["confirmed"] = .text(confirmation.rawValue)
            console.print(line.text)
        }
    }

    /// Tells the end of a transfer that succeeded.
    func tell(_ summary: TransferSummary) {
        if output.json {
            console.print(done(summary).text)
        } else if !output.quiet {
            console.say("\(name): \(sentence(summary))")
        }
    }

    /// Tells the end of a transfer that failed: always one line on standard error.
    func tell(_ failure: CommandFailure) {
        guard let message = failure.message else { return }
        if output.json {
            var line = self.line("error")
            line["message"] = .text(message)
            line["status"] = .count(failure.status.rawValue)
            describeLoss(in: &line)
            console.print(line.text)
        }
        console.say("godwit: \(name): \(message)")
    }
}

// MARK: - Words

extension TransferReport {
    private func sentence(_ summary: TransferSummary) -> String {
        let confirmed = "confirmed by \(summary.confirmation.rawValue)"
        let size = Quantity.octets(summary.octets)
        if summary.wasComplete { return "\(size), already complete, \(confirmed)" }
        var parts = [
            "\(size) in \(Quantity.time(summary.elapsed))",
            Quantity.rate(octets: summary.moved, in: summary.elapsed),
        ]
        if summary.resumedAt > 0 {
            parts.append("resumed at \(Quantity.octets(summary.resumedAt))")
        }
        if summary.way == .relay { parts.append("relayed") }
        if summary.logins > (summary.way == nil ? 1 : 2) {
            parts.append("\(summary.logins) logins")
        }
        parts.append(confirmed)
        return parts.joined(separator: ", ")
    }
}

// MARK: - JSON

extension TransferReport {
    private func line(_ event: String) -> JSONLine {
        var line = JSONLine(event: event)
        line["url"] = .text("\(url)")
        line["name"] = .text(name)
        if let target { line["target"] = .text("\(target)") }
        return line
    }

    /// How the connection was lost that the line is about; nothing where none was.
    private func describeLoss(in line: inout JSONLine) {
        let loss = state.withLock { state in
            defer { state.loss = nil }
            return state.loss
        }
        guard let loss else { return }
        line["lost"] = .text(loss.connection.rawValue)
        line["cause"] = .text(loss.cause.rawValue)
        line["idle_seconds"] = .seconds(loss.idle)
        line["data_bytes"] = .count(loss.octets)
    }

    private func progress(_ snapshot: TransferMeter.Snapshot) -> JSONLine {
        var line = self.line("progress")
        line["position"] = .count(snapshot.position)
        line["size"] = .count(snapshot.total)
        line["moved"] = .count(snapshot.moved)
        line["seconds"] = .seconds(.now - startedAt)
        line["control"] = .text(ProgressLine.health(snapshot, at: .now))
        return line
    }

    private func done(_ summary: TransferSummary) -> JSONLine {
        var line = self.line("done")
        line["bytes"] = .count(summary.octets)
        line["moved"] = .count(summary.moved)
        line["seconds"] = .seconds(summary.elapsed)
        line["logins"] = .count(summary.logins)
        line["noops"] = .count(summary.keepalives)
        line["resumed_at"] = .count(summary.resumedAt)
        line["complete_before"] = .flag(summary.wasComplete)
        line["confirmed"] = .text(summary.confirmation.rawValue)
        if let way = summary.way { line["way"] = .text("\(way)") }
        line.describe(summary.protection)
        return line
    }

    private func json(_ notice: TransferNotice) -> JSONLine {
        var line: JSONLine
        switch notice {
        case .retrying(let number, let pause, let fault):
            line = self.line("retry")
            line["number"] = .count(number)
            line["pause"] = .seconds(pause)
            line["reason"] = .text("\(fault)")
        case .resuming(let position, let size):
            line = self.line("resume")
            line["position"] = .count(position)
            line["size"] = .count(size)
        case .startingOver(let reason):
            line = self.line("resume")
            line["position"] = .integer(0)
            line["reason"] = .text("\(reason)")
        case .renewing(let reply):
            line = self.line("retry")
            line["number"] = .integer(0)
            line["pause"] = .seconds(.zero)
            line["reason"] = .text("\(TransferFault.dataNotResumed(reply))")
        case .proving(let fault):
            line = self.line("verify")
            line["reason"] = .text("\(fault)")
        case .anotherWay:
            line = self.line("retry")
            line["number"] = .integer(0)
            line["pause"] = .seconds(.zero)
            line["reason"] = .text("\(notice)")
        case .sourceGrew, .steppingDown, .takenUnseen, .notPreserved, .waitingForOldSession:
            line = self.line("verify")
            line["reason"] = .text("\(notice)")
        }
        return line
    }
}
