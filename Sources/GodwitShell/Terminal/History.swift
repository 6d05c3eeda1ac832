@preconcurrency internal import CReadline
@preconcurrency internal import Glibc
internal import GodwitCommands

/// The lines that were typed, without the secrets in them; used on the editor's thread only.
struct History {
    private static let longest: Int32 = 2000
    private let file: String?

    /// Reads `$XDG_STATE_HOME/godwit/history`.
    init() {
        using_history()
        stifle_history(Self.longest)
        file = StateFolder.path.map { "\($0)/history" }
        guard let file else { return }
        read_history(file)
    }

    /// Adds a line, unless it says a password.
    func add(_ line: String) {
        guard let line = SecretFilter.keepable(line), !line.isEmpty else { return }
        // What is said twice in a row is kept once.
        if history_length > 0, let last = history_get(history_base + history_length - 1),
            let text = last.pointee.line, String(cString: text) == line
        {
            return
        }
        add_history(line)
        guard let file, StateFolder.prepare() else { return }
        // Nobody else may read it: names of files and hosts are nobody's business.
        let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        append_history(1, file)
    }

    /// Shortens the file when the shell ends.
    func close() {
        guard let file else { return }
        history_truncate_file(file, Self.longest)
    }

    /// The lines, oldest first.
    static var lines: [String] {
        (0..<max(0, history_length)).compactMap { index in
            history_get(history_base + index).flatMap { $0.pointee.line }.map {
                String(cString: $0)
            }
        }
    }
}
