/// Steps joined by `&&` and `||`: what one `;`, `&` or line end closes.
struct CommandList: Equatable, Sendable {
    /// Whether the next step runs after a success or after a failure.
    enum Connector: Equatable, Sendable { case and, or }

    /// A later step and what decides whether it runs.
    struct Link: Equatable, Sendable {
        let connector: Connector
        let step: Step
    }

    /// The line on which the list begins, from 1.
    let line: Int
    let first: Step
    var rest: [Link] = []
    /// Whether `&` sends it to the background.
    var isBackground = false
    /// The list as it was written, without `;` or `&`.
    var source = ""
}

/// What stands between two connectors.
enum Step: Equatable, Sendable {
    /// A command of Godwit's.
    case command(Invocation)
    /// `!command`: the rest of the line, for the local shell.
    case local(String)
    /// `NAME=value`.
    case assignment(name: String, value: Word)
}

/// A command of Godwit's with its words, and where its results go.
struct Invocation: Equatable, Sendable {
    /// Where results go.
    enum Output: Equatable, Sendable {
        case here
        case file(Word, appends: Bool)
        /// The standard input of a command for the local shell.
        case program(String)
    }

    var words: [Word]
    var output = Output.here
}

/// A word as it was written: quotes are gone, variables not yet replaced.
struct Word: Equatable, Sendable {
    /// A part that was quoted or escaped means its characters; others may be patterns.
    enum Part: Equatable, Sendable {
        case text(String, isQuoted: Bool)
        case variable(String, isQuoted: Bool)
    }

    var parts: [Part] = []
}

extension Word {
    /// A word without quotes and variables.
    init(_ text: String) { parts = [.text(text, isQuoted: false)] }

    /// The text of a word that says it plainly; nil when it has quotes or variables.
    var plain: String? {
        guard parts.count == 1, case .text(let text, false) = parts[0] else { return nil }
        return text
    }
}

/// Why a text is no script.
enum ScriptError: Error, Equatable, CustomStringConvertible {
    /// What a text still needs when it ends too early: another line may bring it.
    enum Missing: Equatable {
        case quote(Character)
        case command(after: String)
        case lineAfterBackslash
    }

    case incomplete(line: Int, Missing)
    case unexpected(line: Int, String)
    case malformed(line: Int, String)

    var line: Int {
        switch self {
        case .incomplete(let line, _), .unexpected(let line, _), .malformed(let line, _): line
        }
    }

    var description: String {
        switch self {
        case .incomplete(_, .quote(let quote)): "the quote \(quote) is not closed"
        case .incomplete(_, .command(let word)): "a command is missing behind \(word)"
        case .incomplete(_, .lineAfterBackslash): "the last line ends with \\"
        case .unexpected(_, let word): "\(word) is not expected here; quote it if it is a name"
        case .malformed(_, let reason): reason
        }
    }
}
