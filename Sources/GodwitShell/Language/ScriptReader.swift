/// Reads the shell's language: words with quotes, `;`, `&&`, `||`, `&`, `#`, `>`, `>>`, `|`, `!`,
/// `$NAME`, `NAME=value`.
///
///     try ScriptReader.read("cd pub && ls > 'my list' ; get a &")
struct ScriptReader {
    private let text: [Unicode.Scalar]
    var position = 0
    var line: Int
    /// Where the last word, or text for the local shell, ended: blanks and comments come behind.
    var contentEnd = 0

    /// The lists of a whole text.
    /// - Parameter line: the number of the text's first line.
    static func read(_ text: String, line: Int = 1) throws(ScriptError) -> [CommandList] {
        var reader = ScriptReader(text: Array(text.unicodeScalars), line: line)
        return try reader.lists()
    }

    private init(text: [Unicode.Scalar], line: Int) {
        self.text = text
        self.line = line
    }

    // MARK: Lists

    private mutating func lists() throws(ScriptError) -> [CommandList] {
        var lists: [CommandList] = []
        while true {
            skipBlanks(andLines: true)
            guard let next else { return lists }
            if next == ";" || next == "&" { throw .unexpected(line: line, operatorHere) }
            lists.append(try list())
        }
    }

    private mutating func list() throws(ScriptError) -> CommandList {
        let start = position
        var list = CommandList(line: line, first: try step())
        while true {
            skipBlanks()
            list.source = Self.trimmed(text[start..<contentEnd])
            if take("&&") {
                list.rest.append(.init(connector: .and, step: try step(after: "&&")))
            } else if take("||") {
                list.rest.append(.init(connector: .or, step: try step(after: "||")))
            } else if take("&") {
                list.isBackground = true
                return list
            } else {
                // A line end is as good as `;`.
                if !take(";"), let next, next != "\n" {
                    throw .unexpected(line: line, operatorHere)
                }
                return list
            }
        }
    }

    private mutating func step(after connector: String) throws(ScriptError) -> Step {
        skipBlanks(andLines: true)
        guard let next else { throw .incomplete(line: line, .command(after: connector)) }
        if ";&|".unicodeScalars.contains(next) { throw .unexpected(line: line, operatorHere) }
        return try step()
    }

    private mutating func step() throws(ScriptError) -> Step {
        if take("!") { return .local(restOfLine()) }
        if let assignment = try assignment() { return assignment }
        var command = Invocation(words: [])
        while true {
            skipBlanks()
            if take(">>") {
                try redirect(&command, ">>", appends: true)
            } else if take(">") {
                try redirect(&command, ">", appends: false)
            } else if next == "|", peek(1) != "|" {
                position += 1
                guard command.output == .here else {
                    throw .malformed(line: line, "results go to one place: a file or a program")
                }
                command.output = .program(try localCommand())
                break
            } else if let word = try word() {
                command.words.append(word)
            } else {
                break
            }
        }
        guard !command.words.isEmpty else {
            throw .unexpected(line: line, next == nil ? "the end" : operatorHere)
        }
        return .command(command)
    }

    private mutating func redirect(
        _ command: inout Invocation, _ sign: String, appends: Bool
    ) throws(ScriptError) {
        guard command.output == .here else {
            throw .malformed(line: line, "results go to one place: a file or a program")
        }
        skipBlanks()
        guard let target = try word() else {
            throw .malformed(line: line, "\(sign) needs the name of a file")
        }
        command.output = .file(target, appends: appends)
    }

    private mutating func assignment() throws(ScriptError) -> Step? {
        let start = position
        let name = takeName()
        guard !name.isEmpty, take("=") else {
            position = start
            return nil
        }
        contentEnd = position
        let value = try word() ?? Word()
        skipBlanks()
        if let next, !";&|\n".unicodeScalars.contains(next) {
            throw .malformed(
                line: line, "\(name)=… stands alone; quote the value if it has blanks")
        }
        return .assignment(name: name, value: value)
    }

    // MARK: Text for the local shell

    private mutating func restOfLine() -> String {
        let start = position
        while let next, next != "\n" { position += 1 }
        contentEnd = position
        return Self.trimmed(text[start..<position])
    }

    /// What stands behind `|`, up to `;`, `&&`, `||`, `&` or the line's end outside quotes.
    private mutating func localCommand() throws(ScriptError) -> String {
        let start = position
        var quote: Unicode.Scalar?
        while let next {
            if next == quote {
                quote = nil
            } else if quote == nil, next == "\"" || next == "'" {
                quote = next
            } else if next == "\\", quote != "'" {
                position += 1
            } else if quote == nil {
                if next == "\n" || next == ";" { break }
                if next == "|", peek(1) == "|" { break }
                // `2>&1` and `&>` belong to the local command.
                if next == "&", peek(-1) != ">", peek(1) != ">" { break }
            }
            if self.next == "\n" { line += 1 }
            position += 1
        }
        if let quote { throw .incomplete(line: line, .quote(Character(quote))) }
        position = min(position, text.count)
        contentEnd = position
        let command = Self.trimmed(text[start..<position])
        if command.isEmpty { throw .incomplete(line: line, .command(after: "|")) }
        return command
    }

    // MARK: Scalars

    var next: Unicode.Scalar? { peek(0) }

    func peek(_ offset: Int) -> Unicode.Scalar? {
        let index = position + offset
        return text.indices.contains(index) ? text[index] : nil
    }

    mutating func take(_ sign: String) -> Bool {
        let sign = Array(sign.unicodeScalars)
        guard text[min(position, text.count)...].starts(with: sign) else { return false }
        position += sign.count
        return true
    }

    private var operatorHere: String {
        let sign = text[position...].prefix { "&|;>".unicodeScalars.contains($0) }
        return Self.trimmed(sign.prefix(2))
    }

    /// Passes blanks and comments over, and line ends where they mean nothing.
    mutating func skipBlanks(andLines: Bool = false) {
        while let next {
            switch next {
            case " ", "\t", "\r": position += 1
            case "\n" where andLines:
                line += 1
                position += 1
            case "\\" where peek(1) == "\n":
                line += 1
                position += 2
            case "#": while let next = self.next, next != "\n" { position += 1 }
            default: return
            }
        }
    }

    private static func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var slice = scalars
        while let last = slice.last, last == " " || last == "\t" || last == "\r" {
            slice.removeLast()
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: slice.drop { $0 == " " || $0 == "\t" })
        return String(view)
    }
}
