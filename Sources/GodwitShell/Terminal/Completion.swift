@preconcurrency internal import CReadline
internal import FTPTransport
@preconcurrency internal import Glibc
internal import GodwitCommands
internal import Synchronization

/// Hands completion to readline, whose callbacks are C functions on the editor's thread.
enum Completion {
    private static let completer = Mutex<Completer?>(nil)

    /// Makes readline ask for a shell.
    static func install(for shell: ShellEnvironment) {
        completer.withLock { $0 = Completer(shell: shell, cache: shell.listings) }
        // The word is found here: readline's own idea of quotes is another one. It gets whole
        // lines to choose from.
        rl_completer_word_break_characters = UnsafePointer(strdup(""))
        rl_basic_word_break_characters = UnsafePointer(strdup(""))
        rl_attempted_completion_function = { text, _, _ in
            rl_attempted_completion_over = 1
            guard let text else { return nil }
            return Completion.matches(for: String(cString: text))
        }
        rl_completion_display_matches_hook = { matches, count, _ in
            Completion.display(matches, count: Int(count))
        }
    }

    /// The lines that a line can become, as readline wants them: first what all have in common.
    private static func matches(
        for line: String
    ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
        let point = CompletionPoint(line)
        let found = candidates(at: point)
        guard !found.isEmpty else { return nil }
        let before = String(line.prefix(point.start))
        var lines: [String] = []
        if let only = found.first, found.count == 1 {
            lines = [before + point.written(only.text, isWhole: !only.isOpenEnded)]
            rl_completion_append_character = only.isOpenEnded ? 0 : Int32(UInt8(ascii: " "))
            rl_completion_suppress_append = only.isOpenEnded ? 1 : 0
        } else {
            let common = found.dropFirst().reduce(found[0].text) { $0.commonPrefix(with: $1.text) }
            lines = [before + point.written(common, isWhole: false)]
            lines += found.map { before + point.written($0.text, isWhole: false) }
        }
        guard
            let array = calloc(lines.count + 1, MemoryLayout<UnsafeMutablePointer<CChar>?>.size)
        else { return nil }
        let matches = array.assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
        for (index, line) in lines.enumerated() { matches[index] = strdup(line) }
        return matches
    }

    /// Waits no longer than a person does; a server that needs more time completes nothing.
    private static func candidates(at point: CompletionPoint) -> [Candidate] {
        guard let completer = completer.withLock({ $0 }), let done = try? CancelSignal() else {
            return []
        }
        let result = Answer()
        let task = Task {
            result.set(await completer.candidates(at: point))
            done.fire()
        }
        var source = pollfd(fd: done.descriptor, events: Int16(POLLIN), revents: 0)
        let limit = Int32(RemoteCompletion.patience / .milliseconds(1))
        guard poll(&source, 1, limit) == 1 else {
            task.cancel()
            return []
        }
        return result.value
    }

    /// Shows the names only, not the lines.
    private static func display(
        _ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, count: Int
    ) {
        guard let matches else { return }
        let names = (0...count).map { index in
            matches[index].map { Self.name(in: String(cString: $0)) } ?? ""
        }
        var pointers = names.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        let longest = names.dropFirst().map { Columns.displayWidth($0) }.max() ?? 0
        rl_crlf()
        rl_display_match_list(&pointers, Int32(count), Int32(longest))
        rl_forced_update_display()
    }

    /// The last component of the last word of a line.
    private static func name(in line: String) -> String {
        let word = CompletionPoint(line).partial
        let isFolder = word.hasSuffix("/")
        let name = word.split(separator: "/").last.map(String.init) ?? word
        return isFolder ? name + "/" : name
    }

    private final class Answer: Sendable {
        private let candidates = Mutex<[Candidate]>([])

        var value: [Candidate] { candidates.withLock { $0 } }

        func set(_ value: [Candidate]) { candidates.withLock { $0 = value } }
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
