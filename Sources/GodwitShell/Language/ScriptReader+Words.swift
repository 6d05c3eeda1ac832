// Words: quotes, backslashes and variables.
extension ScriptReader {
    /// A word; nil where an operator, a line end or the text's end stands.
    mutating func word() throws(ScriptError) -> Word? {
        let start = position
        // Only a word moves it: `ls # b` ends with `ls`.
        defer { if position > start { contentEnd = position } }
        var word = WordBuilder()
        while let next {
            switch next {
            case " ", "\t", "\r", "\n", ";", "&", "|", ">": return word.finished
            case "'": try singleQuoted(into: &word)
            case "\"": try doubleQuoted(into: &word)
            case "\\":
                guard let escaped = peek(1) else {
                    throw .incomplete(line: line, .lineAfterBackslash)
                }
                position += 2
                if escaped == "\n" {
                    line += 1
                    if word.finished == nil { skipBlanks() }
                } else {
                    word.add(escaped, isQuoted: true)
                }
            case "$": try variable(into: &word, isQuoted: false)
            default:
                position += 1
                word.add(next, isQuoted: false)
            }
        }
        return word.finished
    }

    private mutating func singleQuoted(into word: inout WordBuilder) throws(ScriptError) {
        let start = line
        position += 1
        word.beginQuote()
        while let next {
            position += 1
            if next == "'" { return }
            if next == "\n" { line += 1 }
            word.add(next, isQuoted: true)
        }
        throw .incomplete(line: start, .quote("'"))
    }

    private mutating func doubleQuoted(into word: inout WordBuilder) throws(ScriptError) {
        let start = line
        position += 1
        word.beginQuote()
        while let next {
            if next == "$" {
                try variable(into: &word, isQuoted: true)
                continue
            }
            position += 1
            if next == "\"" { return }
            if next == "\n" { line += 1 }
            if next == "\\", let escaped = self.next, "\"\\$`\n".unicodeScalars.contains(escaped) {
                position += 1
                if escaped == "\n" { line += 1 } else { word.add(escaped, isQuoted: true) }
            } else {
                word.add(next, isQuoted: true)
            }
        }
        throw .incomplete(line: start, .quote("\""))
    }

    /// `$NAME`, `${NAME}`, `$?`, `$#`, `$@`, `$1`; a `$` before anything else is itself.
    private mutating func variable(
        into word: inout WordBuilder, isQuoted: Bool
    ) throws(ScriptError) {
        position += 1
        if take("{") {
            let name = takeVariableName()
            guard !name.isEmpty, take("}") else {
                throw .malformed(line: line, "${ needs a name and }")
            }
            return word.add(variable: name, isQuoted: isQuoted)
        }
        let name = takeVariableName()
        if name.isEmpty {
            word.add("$", isQuoted: isQuoted)
        } else {
            word.add(variable: name, isQuoted: isQuoted)
        }
    }

    private mutating func takeVariableName() -> String {
        if let next, "?#@0123456789".unicodeScalars.contains(next) {
            position += 1
            return String(next)
        }
        return takeName()
    }

    mutating func takeName() -> String {
        var name = String.UnicodeScalarView()
        while let next, next.isNameScalar, !name.isEmpty || !("0"..."9").contains(next) {
            name.append(next)
            position += 1
        }
        return String(name)
    }
}

extension Unicode.Scalar {
    /// Whether it may stand in the name of a variable.
    var isNameScalar: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }
}
