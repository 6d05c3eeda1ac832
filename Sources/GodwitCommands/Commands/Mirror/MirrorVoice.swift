internal import FTPClient
internal import FTPProtocol
internal import Synchronization

/// What a person, a log or a program is told about a mirror.
final class MirrorVoice: Sendable {
    fileprivate struct State: Sendable {
        var files = 0
        /// Octets of the files that have ended.
        var moved: UInt64 = 0
        var running: [ObjectIdentifier: (name: String, meter: TransferMeter)] = [:]
        var samples: [(at: Instant, moved: UInt64)] = []
    }

    private let url: FTPURL
    private let output: OutputOptions
    private let isDryRun: Bool
    private let console = Console.shared
    private let startedAt = Instant.now
    private let state = Mutex(State())

    init(_ url: FTPURL, output: OutputOptions, isDryRun: Bool) {
        self.url = url.withoutPassword
        self.output = output
        self.isDryRun = isDryRun
    }

    func tell(_ event: MirrorEvent) {
        switch event {
        case .began(let name, let meter):
            state.withLock { $0.running[ObjectIdentifier(meter)] = (name, meter) }
        case .ended(let meter):
            state.withLock { state in
                guard state.running.removeValue(forKey: ObjectIdentifier(meter)) != nil else {
                    return
                }
                state.moved += meter.snapshot.moved
            }
        case .transferred(let name, let summary): tell(name, summary)
        case .did(let act, let name): tell(act, name, event: "done")
        case .would(let act, let name):
            if output.json { return tell(act, name, event: "would") }
            console.print("\(act.rawValue)\t\(name)")
        case .notice(let name, let notice):
            if output.json {
                var line = line("retry", name)
                line["reason"] = .text("\(notice)")
                console.print(line.text)
            } else if output.verbose {
                console.say("\(name): \(notice)")
            }
        case .remark(let text):
            if output.json {
                var line = JSONLine(event: "notice")
                line["message"] = .text(text)
                console.print(line.text)
            }
            if !output.quiet { console.say("godwit: \(text)") }
        case .failed(let name, let error): tell(CommandFailure(error), of: name)
        }
    }

    /// Tells why nothing came about at all.
    func tell(_ failure: CommandFailure) { tell(failure, of: "\(url)") }

    private func tell(_ failure: CommandFailure, of name: String) {
        guard let message = failure.message else { return }
        if output.json {
            var line = line("error", name)
            line["message"] = .text(message)
            line["status"] = .count(failure.status.rawValue)
            console.print(line.text)
        }
        console.say("godwit: \(name): \(message)")
    }

    private func tell(_ name: String, _ summary: TransferSummary) {
        state.withLock { $0.files += 1 }
        if output.json {
            var line = line("done", name)
            line["act"] = .text(MirrorEvent.Act.transfer.rawValue)
            line["bytes"] = .count(summary.octets)
            line["moved"] = .count(summary.moved)
            line["seconds"] = .seconds(summary.elapsed)
            line["resumed_at"] = .count(summary.resumedAt)
            line["complete_before"] = .flag(summary.wasComplete)
            line["confirmed"] = .text(summary.confirmation.rawValue)
            console.print(line.text)
        } else if output.verbose {
            console.say("\(name): \(Quantity.octets(summary.octets))")
        }
    }

    private func tell(_ act: MirrorEvent.Act, _ name: String, event: String) {
        if output.json {
            var line = line(event, name)
            line["act"] = .text(act.rawValue)
            console.print(line.text)
        } else if output.verbose {
            console.say("\(name): \(act.rawValue)")
        }
    }

    private func line(_ event: String, _ name: String) -> JSONLine {
        var line = JSONLine(event: event)
        line["name"] = .text(name)
        return line
    }

    // MARK: While it runs

    /// Shows how the mirror goes until the task is cancelled: four times a second on a terminal,
    /// every 30 seconds in a log, every second as JSON.
    func watch() async {
        guard !output.quiet || output.json, !isDryRun else { return }
        let isLive = output.isLive
        while (try? await Task.sleep(for: output.progressInterval)) != nil {
            if output.json {
                console.print(progress().text)
            } else {
                let line = progressLine()
                isLive ? console.draw(String(line.prefix(console.columns - 1))) : console.say(line)
            }
        }
        if isLive { console.draw("") }
    }

    private func progress() -> JSONLine {
        var line = JSONLine(event: "progress")
        state.withLock { state in
            line["files"] = .count(state.files)
            line["moved"] = .count(state.movedInAll)
            line["running"] = .count(state.running.count)
        }
        line["seconds"] = .seconds(.now - startedAt)
        return line
    }

    private func progressLine() -> String {
        state.withLock { state in
            let now = Instant.now
            let moved = state.movedInAll
            // The last ten seconds, as for a single file.
            state.samples.removeAll { now - $0.at > .seconds(10) }
            state.samples.append((now, moved))
            var parts = ["\(state.files) files", Quantity.octets(moved)]
            if let first = state.samples.first, now > first.at, moved >= first.moved {
                parts.append(Quantity.rate(octets: moved - first.moved, in: now - first.at))
            }
            let names = state.running.values.map(\.name).sorted().joined(separator: ", ")
            return parts.joined(separator: ", ") + (names.isEmpty ? "" : ": \(names)")
        }
    }

    // MARK: The end

    func tell(_ summary: MirrorSummary) {
        if output.json {
            console.print(Self.json(summary, url).text)
        } else if !output.quiet {
            console.say("\(url): \(Self.sentence(summary, isDryRun: isDryRun))")
        }
    }

    private static func sentence(_ summary: MirrorSummary, isDryRun: Bool) -> String {
        var parts = ["\(summary.files) files\(isDryRun ? " to transfer" : "")"]
        if !isDryRun { parts[0] += ", \(Quantity.octets(summary.octets))" }
        let counts: [(Int, String)] = [
            (summary.folders, "folders made"), (summary.links, "links"),
            (summary.same, "the same already"), (summary.skipped, "left out"),
            (summary.deleted, isDryRun ? "to delete" : "deleted"),
            (summary.removed, "removed from the source"), (summary.failed, "failed"),
        ]
        parts += counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        parts.append("in \(Quantity.time(summary.elapsed))")
        return parts.joined(separator: ", ")
    }

    private static func json(_ summary: MirrorSummary, _ url: FTPURL) -> JSONLine {
        var line = JSONLine(event: "done")
        line["url"] = .text("\(url)")
        line["summary"] = .flag(true)
        line["files"] = .count(summary.files)
        line["bytes"] = .count(summary.octets)
        line["moved"] = .count(summary.moved)
        line["same"] = .count(summary.same)
        line["skipped"] = .count(summary.skipped)
        line["folders"] = .count(summary.folders)
        line["links"] = .count(summary.links)
        line["deleted"] = .count(summary.deleted)
        line["removed"] = .count(summary.removed)
        line["failed"] = .count(summary.failed)
        line["failures"] = .list(
            summary.failures.map { failure in
                var entry = JSONLine()
                entry["name"] = .text(failure.path)
                entry["message"] = .text("\(failure.error)")
                entry["status"] = .count(ExitStatus(failure.error).rawValue)
                return entry
            })
        line["sessions"] = .count(summary.sessions)
        line["seconds"] = .seconds(summary.elapsed)
        return line
    }
}

extension MirrorVoice.State {
    fileprivate var movedInAll: UInt64 {
        running.values.reduce(moved) { $0 + $1.meter.snapshot.moved }
    }
}
