/// What words need to become arguments.
struct Expansion: Sendable {
    /// A variable that nobody set: a mistake that must not turn `rm -r $DIR/x` into `rm -r /x`.
    struct Unset: Error, Equatable, CustomStringConvertible {
        let name: String

        var description: String { "$\(name) is not set; quote the $ with \\ if it is a name's own" }
    }

    /// The value of a variable; nil when it is not set.
    let value: @Sendable (String) -> String?
    /// What `$@` stands for.
    var arguments: [String] = []

    /// The arguments that words stand for: one for each, except for `$@`.
    /// - Parameter keepsPatterns: whether quoted pattern characters are marked with `\`, for
    ///   commands that read patterns.
    func arguments(
        for words: some Sequence<Word>, keepsPatterns: Bool = false
    ) throws(Unset) -> [String] {
        var result: [String] = []
        for word in words {
            if case .variable("@", _)? = word.parts.first, word.parts.count == 1 {
                result += arguments
            } else {
                result.append(try text(of: word, keepsPatterns: keepsPatterns))
            }
        }
        return result
    }

    /// The text of one word.
    func text(of word: Word, keepsPatterns: Bool = false) throws(Unset) -> String {
        var text = ""
        for part in word.parts {
            switch part {
            case .text(let value, let isQuoted):
                text += isQuoted && keepsPatterns ? Quoting.escapingPatterns(value) : value
            case .variable("@", _): text += arguments.joined(separator: " ")
            case .variable("#", _): text += "\(arguments.count)"
            case .variable(let name, _):
                guard let value = variable(name) else { throw Unset(name: name) }
                text += keepsPatterns ? Quoting.escapingPatterns(value) : value
            }
        }
        return text
    }

    private func variable(_ name: String) -> String? {
        guard let number = Int(name) else { return value(name) }
        return arguments.indices.contains(number - 1) ? arguments[number - 1] : nil
    }
}
