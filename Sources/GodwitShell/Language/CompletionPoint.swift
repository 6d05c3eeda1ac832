/// What stands before the cursor, as far as it is understood: what completion begins with.
struct CompletionPoint: Equatable {
    /// What the unfinished word belongs to.
    enum Place: Equatable {
        /// A command of Godwit's.
        case command
        /// The file behind `>`.
        case redirection
        /// Text for the local shell.
        case local
    }

    /// The finished words of the command before the cursor.
    private(set) var words: [String] = []
    /// The unfinished word without its quotes.
    private(set) var partial = ""
    /// How many characters stand before the unfinished word.
    private(set) var start = 0
    /// The quote that is open.
    private(set) var quote: Character?
    private(set) var place = Place.command

    /// Reads a line up to the cursor; anything makes some sense.
    init(_ line: String) {
        var rest = line[...]
        var isWord = false
        var count = 0
        while let character = rest.popFirst() {
            defer { count += 1 }
            if character == quote {
                quote = nil
            } else if character == "\\", quote != "'" {
                if !isWord { start = count }
                isWord = true
                if let escaped = rest.popFirst() {
                    count += 1
                    partial.append(escaped)
                }
            } else if quote != nil {
                partial.append(character)
            } else if character == "\"" || character == "'" {
                if !isWord { start = count }
                isWord = true
                quote = character
            } else if place == .local, character != ";" {
                continue
            } else if character.isWhitespace || ";&|>".contains(character) {
                if isWord { finishWord() }
                isWord = false
                if character == ">" { place = .redirection }
                if ";&\n".contains(character) { beginCommand() }
                if character == "|" {
                    if rest.first == "|" {
                        rest.removeFirst()
                        count += 1
                        beginCommand()
                    } else {
                        place = .local
                    }
                }
            } else if character == "!", !isWord, words.isEmpty {
                place = .local
            } else {
                if !isWord { start = count }
                isWord = true
                partial.append(character)
            }
        }
        if !isWord { start = count }
    }

    private mutating func finishWord() {
        if place == .command { words.append(partial) }
        if place == .redirection { place = .command }
        partial = ""
    }

    private mutating func beginCommand() {
        words = []
        partial = ""
        place = .command
    }

    /// A name as the rest of the line wants it: in the quotes that are open, else with `\`.
    /// - Parameter isWhole: whether nothing will follow in this word.
    func written(_ name: String, isWhole: Bool) -> String {
        switch quote {
        case "'" where !name.contains("'"): return "'\(name)" + (isWhole ? "'" : "")
        case "\"":
            return "\"" + Quoting.escaped(name, signs: "\"\\$`") + (isWhole ? "\"" : "")
        default: return Quoting.escapedName(name)
        }
    }
}
