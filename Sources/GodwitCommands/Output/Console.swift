@preconcurrency internal import Glibc
internal import Synchronization

/// Where a command prints: results on a descriptor, words for a person through ``PersonOutput``;
/// whole lines, from any thread, never interleaved.
package final class Console: Sendable {
    /// Where results go: standard output, a file, or a pipe.
    package let output: Int32
    private let person: any PersonOutput
    private let isPrinting = Mutex(())

    /// The console of the command that runs in this task.
    package static var shared: Console { CommandContext.current.console }

    /// Standard output and standard error.
    package static let standard = Console(output: STDOUT_FILENO, person: StandardError.shared)

    /// Prints results on a descriptor that stays the caller's.
    package init(output: Int32, person: any PersonOutput) {
        self.output = output
        self.person = person
    }

    /// The same words for a person, results elsewhere.
    package func printing(on descriptor: Int32) -> Console {
        Console(output: descriptor, person: person)
    }

    /// The same results, words for a person elsewhere.
    package func speaking(through person: any PersonOutput) -> Console {
        Console(output: output, person: person)
    }

    /// Whether a person looks at live lines.
    package var isTerminal: Bool { person.drawsLiveLines }

    /// Whether results are read on a terminal.
    package var outputIsTerminal: Bool { isatty(output) == 1 }

    /// The width of the terminal in columns; 80 where nobody knows.
    package var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints a line for a person.
    package func say(_ line: String) { person.say(line) }

    /// Prints a line of results.
    package func print(_ line: String) {
        isPrinting.withLock { _ in writeAll(output, line + "\n") }
    }

    /// Prints whole lines of results, with their line breaks.
    package func print(lines: [UInt8]) {
        isPrinting.withLock { _ in
            lines.withUnsafeBytes { writeAll(output, $0) }
        }
    }

    /// Draws the live line anew; an empty one takes it away.
    package func draw(_ line: String) { person.draw(line) }
}

/// Takes what is said to a person.
package protocol PersonOutput: AnyObject, Sendable {
    /// Whether live lines are wanted.
    var drawsLiveLines: Bool { get }
    /// Prints a line.
    func say(_ line: String)
    /// Draws the live line anew; an empty one takes it away.
    func draw(_ line: String)
}

/// Standard error; on a terminal one live line may stand below the others, and is redrawn after
/// each of them.
package final class StandardError: PersonOutput {
    private let liveLine = Mutex("")

    /// Whether standard error is a terminal.
    package let drawsLiveLines = isatty(STDERR_FILENO) == 1

    /// The one that the process has.
    package static let shared = StandardError()

    private init() {}

    /// Whether systemd's journal reads standard error: then a line may begin with its priority
    /// (systemd.exec(5), `JOURNAL_STREAM`; sd-daemon(3)).
    private static let goesToJournal: Bool = {
        var status = stat()
        guard let stream = StateFolder.variable("JOURNAL_STREAM"),
            fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return stream == "\(status.st_dev):\(status.st_ino)"
    }()

    private static func priority(of line: String) -> String {
        if line.hasPrefix("godwit: warning: ") { return "<4>" }
        return line.hasPrefix("godwit: ") ? "<3>" : "<6>"
    }

    package func say(_ line: String) {
        let mark = Self.goesToJournal ? Self.priority(of: line) : ""
        liveLine.withLock {
            writeAll(STDERR_FILENO, Self.erasing($0) + mark + line + "\n" + $0)
        }
    }

    package func draw(_ line: String) {
        liveLine.withLock { liveLine in
            writeAll(STDERR_FILENO, Self.erasing(liveLine) + line)
            liveLine = line
        }
    }

    private static func erasing(_ liveLine: String) -> String {
        liveLine.isEmpty ? "" : "\r\u{1B}[K"
    }
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
