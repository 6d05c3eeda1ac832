@preconcurrency internal import Glibc

/// Programs of the machine that commands run.
enum OutsideProgram {
    /// A word that /bin/sh takes as it is.
    static func quoted(_ word: String) -> String {
        "'"
            + word.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''")
            + "'"
    }

    /// Runs the user's editor on a file; false when it fails.
    static func edit(_ file: String) -> Bool {
        let editor = StateFolder.variable("VISUAL") ?? StateFolder.variable("EDITOR") ?? "vi"
        return Interrupts.unblocked { system("\(editor) \(quoted(file))") } == 0
    }

    /// What a command prints, at most 1 MiB; nil when it cannot be run or fails.
    static func output(of command: String) -> [UInt8]? {
        guard let stream = Interrupts.unblocked({ popen(command, "r") }) else { return nil }
        var octets = [UInt8](repeating: 0, count: 1 << 20)
        let count = octets.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, stream) }
        return pclose(stream) == 0 ? Array(octets.prefix(count)) : nil
    }

    /// A pager on the terminal, or what is printed to where there is none.
    final class Pager {
        let descriptor: Int32
        let isTerminal: Bool
        private let stream: UnsafeMutablePointer<FILE>?

        init() throws(CommandFailure) {
            let console = Console.shared
            isTerminal = console.outputIsTerminal
            guard isTerminal else {
                descriptor = console.output
                stream = nil
                return
            }
            let pager = StateFolder.variable("PAGER") ?? "less"
            guard let stream = Interrupts.unblocked({ popen(pager, "w") }) else {
                throw CommandFailure(.localIO, "cannot run \(pager)")
            }
            self.stream = stream
            descriptor = fileno(stream)
        }

        /// Waits until the reader leaves.
        func finish() { if let stream { pclose(stream) } }
    }
}
