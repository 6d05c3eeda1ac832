/// Splits a line into words as a shell does: blanks separate, quotes and `\` keep together.
enum WordSplitter {
    /// What is wrong with a line.
    enum Failure: Error, CustomStringConvertible {
        case openQuote(Character)

        var description: String {
            switch self {
            case .openQuote(let quote): "the quote \(quote) is not closed"
            }
        }
    }

    /// The words of a line; `#` at the start of a word begins a comment.
    static func words(of line: String) throws(Failure) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        var rest = line[...]
        while let character = rest.popFirst() {
            switch (quote, character) {
            case (character, _):
                quote = nil
            case ("'", _):
                word?.append(character)
            case (_, "\\"):
                if let next = rest.popFirst() { word = (word ?? "") + String(next) }
            case (.some, _):
                word?.append(character)
            case (nil, "\""), (nil, "'"):
                quote = character
                word = word ?? ""
            case (nil, _) where character.isWhitespace:
                if let finished = word { words.append(finished) }
                word = nil
            case (nil, "#") where word == nil:
                return words
            case (nil, _):
                word = (word ?? "") + String(character)
            }
        }
        if let quote { throw .openQuote(quote) }
        if let word { words.append(word) }
        return words
    }
}
