/// The words of a list's line, as a shell quotes them: `'…'`, `"…"` and `\` before a character.
///
/// A list is data: nothing in it stands for something else, neither `$`, `~` nor `*`.
enum ListWords {
    /// The words of a line; none for a blank one and for a comment.
    static func split(_ line: some StringProtocol) throws(CommandFailure) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = Substring(line)
        while let character = rest.popFirst() {
            switch (character, quote) {
            case (_, .some(let open)) where character == open: quote = nil
            case ("\\", nil), ("\\", "\""):
                guard let next = rest.popFirst() else {
                    throw CommandFailure(.usage, "the line ends with a lone \\")
                }
                // Between double quotes only what would end or escape needs it.
                let isEscape = quote == nil || next == "\"" || next == "\\"
                word = (word ?? "") + (isEscape ? "" : "\\") + String(next)
            case ("'", nil), ("\"", nil):
                quote = character
                word = word ?? ""
            case (_, nil) where character.isWhitespace:
                if let word { words.append(word) }
                word = nil
            case ("#", nil) where word == nil: return words
            default: word = (word ?? "") + String(character)
            }
        }
        if quote != nil { throw CommandFailure(.usage, "a quote is not closed") }
        if let word { words.append(word) }
        return words
    }

    /// A word that ``split(_:)`` gives back, quoted where it has to be.
    static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { !$0.isWhitespace && !"'\"\\".contains($0) }
        return isPlain && !word.isEmpty && word.first != "#" ? word : OutsideProgram.quoted(word)
    }
}
