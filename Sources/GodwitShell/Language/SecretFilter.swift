internal import GodwitCommands

/// Keeps secrets out of what is written down: histories, queues, lists of jobs.
enum SecretFilter {
    /// What stands for a line that may not be shown.
    static let placeholder = "(a line with a password)"

    /// The line as it may be shown.
    static func shown(_ line: String) -> String { keepable(line) ?? placeholder }

    /// The line as it may be kept: URLs lose their passwords; nil when nothing of it may be kept,
    /// because a word of it is a password, or because it cannot be read.
    static func keepable(_ line: String) -> String? {
        guard let lists = try? ScriptReader.read(line) else { return nil }
        for step in lists.flatMap({ [$0.first] + $0.rest.map(\.step) }) {
            guard case .command(let command) = step else { continue }
            if holdsPassword(command.words.map(text)) { return nil }
        }
        return URLText.withoutPasswords(line)
    }

    private static func text(_ word: Word) -> String {
        word.parts.map { part in
            switch part {
            case .text(let text, _): text
            case .variable(let name, _): "$\(name)"
            }
        }.joined()
    }

    /// `user NAME PASSWORD`, `quote PASS …`, `site … PASS…`, `open -u NAME,PASSWORD`.
    private static func holdsPassword(_ words: [String]) -> Bool {
        guard let verb = words.first else { return false }
        let rest = words.dropFirst().filter { !$0.hasPrefix("-") }
        switch verb {
        case "user": return rest.count > 1
        case "quote", "site", "literal":
            return rest.contains {
                ["PASS", "ACCT", "CPWD", "PSWD", "PASSWD"].contains($0.uppercased())
            }
        default:
            return words.contains { $0.hasPrefix("-u") && $0.contains(",") }
                || zip(words, words.dropFirst()).contains { $0 == "-u" && $1.contains(",") }
        }
    }
}
