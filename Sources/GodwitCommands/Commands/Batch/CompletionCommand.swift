internal import FTPProtocol

/// The command of `--on-complete`: a line for `/bin/sh`, which learns from its environment what
/// has arrived. Names of files and servers are never part of the line itself.
struct CompletionCommand: Sendable {
    let line: String

    /// Runs it for each line that arrives, until none does any more.
    /// - Parameters:
    ///   - limit: how many may run at a time.
    ///   - queue: begins nothing more where a failure ends the batch.
    func run(
        for lines: BatchLines, sideBySide limit: Int, stopping queue: FileQueue
    ) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await arrival in lines.arrivals {
                if running == limit {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask {
                    let status = await run(
                        arrival.entry, line: arrival.line.number, octets: arrival.octets)
                    if !lines.wasTold(arrival, status) { queue.stop() }
                }
            }
        }
    }

    /// Runs it and waits for its end.
    /// - Returns: the status as `$?` has it.
    func run(_ entry: BatchEntry, line number: Int, octets: UInt64?) async -> Int32 {
        let environment = [
            "GODWIT_COMMAND": entry.kind.rawValue,
            "GODWIT_URL": "\(entry.url.withoutPassword)",
            "GODWIT_FILE": CommandContext.current.local(entry.file),
            "GODWIT_BYTES": octets.map { "\($0)" } ?? "",
            "GODWIT_LINE": "\(number)",
        ]
        do throws(CommandFailure) {
            let program = try LocalProgram(unattended: line, environment: environment)
            return await program.status()
        } catch {
            Console.shared.say("godwit: \(error.message ?? "")")
            return error.status.rawValue
        }
    }
}
