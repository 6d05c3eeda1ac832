/// Logins from `~/.netrc`, in the words of ftp(1).
struct Netrc {
    /// What a `machine` or `default` entry says.
    struct Entry: Equatable {
        var machine: String?
        var login: String?
        var password: String?
        var account: String?
    }

    let entries: [Entry]

    /// Reads the file's text: words separated by blanks; `"…"` and `\` keep them together; `#`
    /// begins a comment; `macdef` lasts until an empty line. Unknown words are passed over.
    init(_ text: String) {
        var entries: [Entry] = []
        var words = Words(text)
        while let word = words.next() {
            switch word {
            case "machine": entries.append(Entry(machine: words.next()))
            case "default": entries.append(Entry())
            case "login", "user": Self.set(\.login, to: words.next(), in: &entries)
            case "password", "passwd": Self.set(\.password, to: words.next(), in: &entries)
            case "account": Self.set(\.account, to: words.next(), in: &entries)
            case "macdef": words.skipMacro()
            default: break
            }
        }
        self.entries = entries
    }

    /// The first entry for the host, and for the user if one is asked for; `default` fits all.
    func entry(host: String, user: String?) -> Entry? {
        entries.first { entry in
            (entry.machine == nil || entry.machine?.lowercased() == host.lowercased())
                && (user == nil || entry.login == nil || entry.login == user)
        }
    }

    private static func set(
        _ field: WritableKeyPath<Entry, String?>, to value: String?, in entries: inout [Entry]
    ) {
        guard let last = entries.indices.last else { return }
        entries[last][keyPath: field] = value
    }
}

private struct Words {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func next() -> String? {
        while let first = rest.first, first.isWhitespace || first == "#" {
            rest = first == "#" ? rest.drop { !$0.isNewline } : rest.dropFirst()
        }
        guard let first = rest.first else { return nil }
        let isQuoted = first == "\""
        if isQuoted { rest = rest.dropFirst() }
        var word = ""
        while let character = rest.popFirst() {
            if isQuoted ? character == "\"" : character.isWhitespace { break }
            if character == "\\", let escaped = rest.popFirst() {
                word.append(escaped)
            } else {
                word.append(character)
            }
        }
        return word
    }

    mutating func skipMacro() {
        while !rest.isEmpty {
            let line = rest.prefix { !$0.isNewline }
            rest = rest.dropFirst(line.count + 1)
            if line.isEmpty { return }
        }
    }
}
