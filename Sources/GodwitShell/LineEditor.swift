@preconcurrency internal import CReadline
@preconcurrency internal import Glibc

/// Lines from a person by GNU readline, or from a pipe as they come.
struct LineEditor {
    private let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1

    /// The next line; nil at the end of input.
    func line(prompt: String) -> String? {
        guard isInteractive else { return readLine() }
        guard let line = readline(prompt) else {
            print()
            return nil
        }
        defer { free(line) }
        let text = String(cString: line)
        // A line with a password in a URL is not for the history.
        if !text.isEmpty, !text.contains("://") || !text.contains("@") { add_history(line) }
        return text
    }
}
