internal import GodwitCommands
internal import Synchronization

/// Local programs that have the terminal now: signals of the terminal are theirs then.
enum LocalPrograms {
    private static let count = Mutex(0)

    /// Whether a local program runs in the foreground.
    static var areRunning: Bool { count.withLock { $0 > 0 } }

    /// Starts a program and waits for it.
    static func running(
        _ start: () throws(CommandFailure) -> LocalProgram
    ) async throws(CommandFailure) -> Int32 {
        count.withLock { $0 += 1 }
        defer { count.withLock { $0 -= 1 } }
        return await (try start()).status()
    }
}
