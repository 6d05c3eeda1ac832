internal import ArgumentParser
internal import FTPProtocol
internal import Synchronization

/// Arguments of commands that talk to servers.
protocol Connecting {
    var connection: ConnectionOptions { get }
}

extension ConnectionOptions: Connecting {
    var connection: ConnectionOptions { self }
}

extension OptionGroup: Connecting where Value: Connecting {
    var connection: ConnectionOptions { wrappedValue.connection }
}

extension ParsableCommand {
    /// The value of `--timeout-total`, where the command talks to servers; nil does not bound it.
    ///
    /// Every such command has the group of options, under whatever name: found by its type, none
    /// can be forgotten.
    var timeoutTotal: Duration? {
        Mirror(reflecting: self).children.lazy
            .compactMap { ($0.value as? any Connecting)?.connection }
            .first?.patience.timeoutTotal?.duration
    }
}

/// A bound on the time that a command takes.
enum TimeBound {
    /// Runs a command; when the time is up it is cancelled, as by Ctrl-C, and what is safe is
    /// kept.
    /// - Throws: what the command throws; ``CommandFailure`` with `runAgain` behind the bound.
    static func running(
        within bound: Duration, _ command: sending any ParsableCommand
    ) async throws {
        let isOver = Mutex(false)
        let work = Task {
            guard var command = command as? any AsyncParsableCommand else { return }
            try await command.run()
        }
        let clock = Task {
            try await Task.sleep(for: bound)
            isOver.withLock { $0 = true }
            work.cancel()
        }
        defer { clock.cancel() }
        do {
            try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch {
            guard isOver.withLock({ $0 }) else { throw error }
            throw CommandFailure(
                .runAgain,
                "the time is up (--timeout-total \(bound.inSeconds)); run again to go on")
        }
    }
}
