@preconcurrency internal import Glibc
internal import Synchronization

/// Standard output and standard error: whole lines, from any thread, never interleaved.
///
/// On a terminal one live line may stand below the others; it is redrawn after each of them.
package final class Console: Sendable {
    private struct State: Sendable {
        var liveLine = ""
    }

    private let state = Mutex(State())

    /// Whether standard error is a terminal.
    let isTerminal: Bool

    package static let shared = Console()

    private init() { isTerminal = isatty(STDERR_FILENO) == 1 }

    /// The width of the terminal in columns; 80 where nobody knows.
    var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints a line for a person on standard error.
    package func say(_ line: String) {
        state.withLock { state in
            writeAll(STDERR_FILENO, erase(state) + line + "\n" + state.liveLine)
        }
    }

    /// Prints a line of results on standard output.
    package func print(_ line: String) {
        state.withLock { _ in writeAll(STDOUT_FILENO, line + "\n") }
    }

    /// Prints whole lines of results on standard output, with their line breaks.
    func print(lines: [UInt8]) {
        state.withLock { _ in
            lines.withUnsafeBytes { writeAll(STDOUT_FILENO, $0) }
        }
    }

    /// Draws the live line anew; an empty one takes it away.
    func draw(_ line: String) {
        state.withLock { state in
            writeAll(STDERR_FILENO, erase(state) + line)
            state.liveLine = line
        }
    }

    private func erase(_ state: State) -> String { state.liveLine.isEmpty ? "" : "\r\u{1B}[K" }
}

private func writeAll(_ descriptor: Int32, _ text: String) {
    var text = text
    text.withUTF8 { writeAll(descriptor, UnsafeRawBufferPointer($0)) }
}

/// Writes everything; a reader that went away ends the output, not the program.
private func writeAll(_ descriptor: Int32, _ octets: UnsafeRawBufferPointer) {
    var rest = octets
    while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
            if errno == EINTR { continue }
            return
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
}
