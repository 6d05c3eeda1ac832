// The language as text again, for what is handed to another process: reading it gives the same.

extension CommandList {
    /// The list without `;` or `&`.
    var written: String {
        ([first.written]
            + rest.map { ($0.connector == .and ? "&& " : "|| ") + $0.step.written })
            .joined(separator: " ")
    }

    /// The list without its first steps.
    func dropping(_ steps: Int) -> CommandList {
        guard steps > 0, steps <= rest.count else { return self }
        var list = CommandList(line: line, first: rest[steps - 1].step)
        list.rest = Array(rest[steps...])
        list.source = list.written
        return list
    }
}

extension Step {
    fileprivate var written: String {
        switch self {
        case .command(let invocation): invocation.written
        case .local(let command): "!\(command)"
        case .assignment(let name, let value): "\(name)=\(value.written)"
        }
    }
}

extension Invocation {
    fileprivate var written: String {
        let target =
            switch output {
            case .here: ""
            case .file(let word, let appends): "\(appends ? " >>" : " >") \(word.written)"
            case .program(let command): " | \(command)"
            }
        return words.map(\.written).joined(separator: " ") + target
    }
}

extension Word {
    fileprivate var written: String {
        parts.map { part in
            switch part {
            case .text(let text, true):
                text.contains("'")
                    ? "\"\(Quoting.escaped(text, signs: "\"\\$`"))\"" : "'\(text)'"
            case .text(let text, false): text
            case .variable(let name, true): "\"${\(name)}\""
            case .variable(let name, false): "${\(name)}"
            }
        }.joined()
    }
}
