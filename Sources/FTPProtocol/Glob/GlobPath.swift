/// A pattern of paths: components between slashes, `**` for any number of folders, and
/// `{a,b}` for alternatives.
package struct GlobPath: Sendable, Hashable {
    /// Why a pattern cannot be used.
    package enum Refusal: Error, Sendable, Hashable {
        /// Its braces stand for more than ``mostAlternatives``.
        case tooManyAlternatives
    }

    /// One way through the tree.
    package struct Alternative: Sendable, Hashable {
        /// The part before the first component that can match several names.
        package let prefix: [UInt8]
        package let components: [GlobComponent]
        /// Whether only folders are meant: the pattern ends with a slash.
        package let wantsFolders: Bool
    }

    /// `{…}` multiply: enough for people, too little to fill the memory.
    package static let mostAlternatives = 1000

    package let alternatives: [Alternative]

    package init(_ octets: [UInt8]) throws(Refusal) {
        alternatives = try Self.expandingBraces(octets).map(Self.alternative)
    }

    /// Whether a text has anything that makes it a pattern.
    package static func isPattern(_ octets: some Sequence<UInt8>) -> Bool {
        var isEscaped = false
        for octet in octets {
            if isEscaped {
                isEscaped = false
            } else if octet == UInt8(ascii: "\\") {
                isEscaped = true
            } else if "*?[{".utf8.contains(octet) {
                return true
            }
        }
        return false
    }

    /// The text with `\` before everything that has a meaning in patterns.
    package static func escaping(_ octets: [UInt8]) -> [UInt8] {
        octets.flatMap { octet in
            "*?[]{},\\".utf8.contains(octet) ? [UInt8(ascii: "\\"), octet] : [octet]
        }
    }

    /// The path that a text without patterns stands for.
    package static func unescaping(_ octets: [UInt8]) -> [UInt8] {
        var path: [UInt8] = []
        var rest = octets[...]
        while let octet = rest.popFirst() {
            path.append(octet == UInt8(ascii: "\\") ? rest.popFirst() ?? octet : octet)
        }
        return path
    }

    private static func alternative(_ octets: [UInt8]) -> Alternative {
        let slash = UInt8(ascii: "/")
        var prefix: [UInt8] = octets.first == slash ? [slash] : []
        var components = octets.split(separator: slash).map { GlobComponent(Array($0)) }[...]
        while let name = components.first?.literalName {
            if !prefix.isEmpty, prefix.last != slash { prefix.append(slash) }
            prefix += name
            components = components.dropFirst()
        }
        return Alternative(
            prefix: prefix, components: Array(components), wantsFolders: octets.last == slash)
    }

    private static func expandingBraces(_ octets: [UInt8]) throws(Refusal) -> [[UInt8]] {
        var finished: [[UInt8]] = []
        var pending = [octets]
        while let text = pending.popLast() {
            guard let group = BraceGroup(in: text) else {
                finished.append(text)
                continue
            }
            for choice in group.choices.reversed() {
                pending.append(
                    Array(text[..<group.range.lowerBound]) + choice
                        + Array(text[group.range.upperBound...]))
            }
            if finished.count + pending.count > mostAlternatives { throw .tooManyAlternatives }
        }
        return finished
    }
}

/// The first `{…,…}` of a text; braces without a comma, or without an end, are a name's own.
private struct BraceGroup {
    let range: Range<Int>
    let choices: [[UInt8]]

    init?(in text: [UInt8]) {
        var start = text.startIndex
        while let open = Self.next(UInt8(ascii: "{"), in: text, from: start) {
            if let group = Self.read(text, from: open) {
                self = group
                return
            }
            start = open + 1
        }
        return nil
    }

    private init(range: Range<Int>, choices: [[UInt8]]) {
        self.range = range
        self.choices = choices
    }

    private static func next(_ wanted: UInt8, in text: [UInt8], from start: Int) -> Int? {
        var index = start
        while index < text.count {
            if text[index] == wanted { return index }
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func read(_ text: [UInt8], from open: Int) -> BraceGroup? {
        var depth = 0
        var choices: [[UInt8]] = []
        var start = open + 1
        var index = open
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ",") where depth == 1:
                choices.append(Array(text[start..<index]))
                start = index + 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 {
                    if choices.isEmpty { return nil }
                    choices.append(Array(text[start..<index]))
                    return BraceGroup(range: open..<(index + 1), choices: choices)
                }
            default: break
            }
            index += 1
        }
        return nil
    }
}
