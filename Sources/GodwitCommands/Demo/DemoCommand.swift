package import ArgumentParser
internal import FTPClient
internal import Glibc

/// `godwit demo`.
package struct DemoCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Watch transfers arrive through a balancer that forgets connections.",
        discussion: """
            An FTP server and a balancer run on loopback, inside this program. The balancer \
            silently forgets every connection that carried no byte for 3 s; the file takes 12 s. \
            It is downloaded three ways at once, and the results are compared by SHA-256. Exit \
            status 0 only if all three arrive as promised.

              godwit demo
            """)

    package init() {}

    package func run() async throws {
        let console = Console.shared
        console.print(
            "An FTP server on loopback, behind a balancer that forgets a connection after "
                + "\(Quantity.time(Rehearsal.idleLimit)) without a byte.\nThe file: "
                + "\(Quantity.octets(UInt64(Rehearsal.octets))) in "
                + "\(Quantity.time(Rehearsal.length)), downloaded three ways at once.\n")
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let rehearsals = Rehearsal.Way.allCases.map { Rehearsal(way: $0) }
        let watcher = Task { await Self.watch(rehearsals) }
        let outcomes = try await Self.run(rehearsals, in: folder.path)
        watcher.cancel()
        await watcher.value
        for line in Self.table(outcomes) { console.print(line) }
        for outcome in outcomes {
            if let failure = outcome.failure { console.say("\(outcome.way.title): \(failure)") }
        }
        guard outcomes.allSatisfy(\.holds) else {
            throw CommandFailure(.verificationFailed, "not every transfer arrived as promised")
        }
    }

    private static func run(
        _ rehearsals: [Rehearsal], in folder: String
    ) async throws -> [Rehearsal.Outcome] {
        try await withThrowingTaskGroup(of: Rehearsal.Outcome.self) { group in
            for rehearsal in rehearsals {
                group.addTask { try await rehearsal.run(in: folder) }
            }
            var outcomes: [Rehearsal.Outcome] = []
            for try await outcome in group { outcomes.append(outcome) }
            let order = Rehearsal.Way.allCases
            return order.compactMap { way in outcomes.first { $0.way == way } }
        }
    }

    /// One line that shows all three; in a log one every few seconds.
    private static func watch(_ rehearsals: [Rehearsal]) async {
        let console = Console.shared
        let interval: Duration = console.isTerminal ? .milliseconds(250) : .seconds(3)
        while (try? await Task.sleep(for: interval)) != nil {
            let line = rehearsals.map { rehearsal in
                let snapshot = rehearsal.meter.snapshot
                let percent = snapshot.position * 100 / UInt64(Rehearsal.octets)
                let health = ProgressLine.health(snapshot, at: .now)
                return "\(rehearsal.way): \(percent) %, \(health)"
            }.joined(separator: "  |  ")
            if console.isTerminal {
                console.draw(String(line.prefix(console.columns - 1)))
            } else {
                console.say(line)
            }
        }
        if console.isTerminal { console.draw("") }
    }

    private static func table(_ outcomes: [Rehearsal.Outcome]) -> [String] {
        let heading = [
            "what happened", "time", "logins", "NOOPs", "forgotten", "REST", "fetched twice",
            "SHA-256", "as promised",
        ]
        let rows = outcomes.map { outcome in
            [
                outcome.way.title, Quantity.time(outcome.seconds), "\(outcome.logins)",
                "\(outcome.noops)", "\(outcome.forgottenFlows)", "\(outcome.restarts)",
                Quantity.octets(UInt64(outcome.octetsTwice)),
                outcome.isIdentical ? "equal" : "DIFFERS", outcome.holds ? "yes" : "NO",
            ]
        }
        let widths = heading.indices.map { column in
            ([heading] + rows).map { $0[column].count }.max() ?? 0
        }
        return ([heading] + rows).map { row in
            zip(row, widths)
                .map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
        }
    }
}

/// A folder that goes away with what is in it.
private struct TemporaryFolder {
    let path: String

    init() throws(CommandFailure) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/godwit-demo-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CommandFailure(.cannotCreate, "cannot make a folder in \(parent)")
        }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func remove() {
        for way in Rehearsal.Way.allCases {
            for suffix in ["", ".part", ".part.godwit"] { unlink("\(path)/\(way)\(suffix)") }
        }
        rmdir(path)
    }
}
