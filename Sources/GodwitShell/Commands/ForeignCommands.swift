/// Commands as people who come from lftp or BSD's ftp type them, and what to type here instead.
enum ForeignCommands {
    private static let table: [String: @Sendable ([String]) -> String] = [
        // lftp
        "pget": { line("get", segmented($0)) },
        "glob": { line(nil, $0) },
        "mrm": { line("rm", $0) },
        "command": { line(nil, $0) },
        "anon": { _ in "user anonymous" },
        "lftp": { line("open", $0) },
        "shell": { "!" + $0.joined(separator: " ") },
        "zcat": { "cat \($0.joined(separator: " ")) | zcat" },
        "bzcat": { "cat \($0.joined(separator: " ")) | bzcat" },
        "zmore": { "cat \($0.joined(separator: " ")) | zcat | more" },
        "get1": { line("get", $0) },
        "put1": { line("put", $0) },
        "rels": { line("ls", $0) },
        "recls": { line("cls", $0) },
        // BSD's ftp
        "cdup": { _ in "cd .." },
        "mls": { line("nlist", $0) },
        "mdir": { line("dir", $0) },
        "type": { line(($0.first ?? "").hasPrefix("a") ? "ascii" : "binary", []) },
        "verbose": { line("debug", $0) },
        "status": { _ in "set" },
        "rstatus": { line("quote STAT", $0) },
        "account": { line("set account", $0) },
        "umask": { line("site UMASK", $0) },
        "idle": { line("site IDLE", $0) },
        "restart": { _ in "get FILE" },
        "rate": { line("set limit-rate", $0) },
        "progress": { _ in "set quiet on" },
        "preserve": { _ in "set get:preserve on" },
        "sendport": { line("set active", $0) },
        "epsv": { _ in "set epsv auto" },
        "epsv4": { _ in "set epsv auto" },
        "tenex": { _ in "binary" },
        "macdef": { _ in "alias NAME 'COMMAND; COMMAND'" },
        "ftp": { line("open", $0) },
        "gate": { line("set proxy", $0) },
        "proxy": { line("set proxy", $0) },
        "lpage": { "!less " + $0.joined(separator: " ") },
    ]

    /// The line to type instead; nil for what nobody knows.
    static func advice(for words: [String]) -> String? {
        guard let name = words.first, let line = table[name] else { return nil }
        return "\(name) is of another client; here it is: \(line(Array(words.dropFirst())))"
    }

    private static func line(_ command: String?, _ words: [String]) -> String {
        // Patterns mean the same here: they are shown as they were typed.
        let shown = words.map { $0.contains(" ") ? Quoting.quoted($0) : $0 }
        return ([command].compactMap(\.self) + shown).joined(separator: " ")
    }

    /// `pget -n 5 file` says how many connections.
    private static func segmented(_ words: [String]) -> [String] {
        var words = words
        var count = "auto"
        if let index = words.firstIndex(where: { $0.hasPrefix("-n") }) {
            let word = words.remove(at: index)
            if word.count > 2 {
                count = String(word.dropFirst(2))
            } else if words.indices.contains(index) {
                count = words.remove(at: index)
            }
        }
        return ["--segments", count] + words
    }
}
