/// The few parts of XML that FileZilla writes: elements, attributes, text and the five entities.
///
/// Nothing is expanded, fetched or nested without end: the text's length bounds all that it does.
struct XMLScanner {
    enum Token: Equatable {
        case open(String, [String: String])
        /// The text directly inside the element.
        case text(String, String)
        case close(String)
    }

    private var rest: Substring
    private var pending: [Token] = []
    private var path: [String] = []
    /// Whether the text ended in the middle of a tag.
    private(set) var isMalformed = false

    init(_ text: String) { rest = text[...] }

    /// Nil at the end, and behind what is no XML.
    mutating func next() -> Token? {
        while true {
            if !pending.isEmpty { return pending.removeFirst() }
            guard let first = rest.first else { return nil }
            if first == "<" {
                guard readMarkup() else {
                    isMalformed = true
                    rest = ""
                    return nil
                }
            } else {
                let text = rest.prefix { $0 != "<" }
                rest = rest.dropFirst(text.count)
                if let element = path.last, text.contains(where: { !$0.isWhitespace }) {
                    return .text(element, Self.decode(text))
                }
            }
        }
    }

    /// Reads a tag, a comment or a declaration; false when it does not end.
    private mutating func readMarkup() -> Bool {
        for (opening, closing) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")]
        where rest.hasPrefix(opening) {
            let body = rest.dropFirst(opening.count)
            guard let end = Self.position(of: closing, in: body) else { return false }
            if opening == "<![CDATA[", let element = path.last {
                pending.append(.text(element, String(body[..<end])))
            }
            rest = body[end...].dropFirst(closing.count)
            return true
        }
        guard let end = rest.firstIndex(of: ">") else { return false }
        let tag = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        if tag.hasPrefix("!") { return true }
        if tag.hasPrefix("/") {
            let name = String(tag.dropFirst().prefix { !$0.isWhitespace })
            if path.last == name { path.removeLast() }
            pending.append(.close(name))
            return true
        }
        let isEmpty = tag.hasSuffix("/")
        let name = String(tag.prefix { !$0.isWhitespace && $0 != "/" })
        pending.append(.open(name, Self.attributes(tag.dropFirst(name.count))))
        if isEmpty { pending.append(.close(name)) } else { path.append(name) }
        return true
    }

    private static func attributes(_ text: Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            let name = rest[..<equals].filter { !$0.isWhitespace }
            rest = rest[equals...].dropFirst().drop(while: \.isWhitespace)
            guard let quote = rest.popFirst(), let end = rest.firstIndex(of: quote) else { break }
            attributes[String(name)] = decode(rest[..<end])
            rest = rest[end...].dropFirst()
        }
        return attributes
    }

    private static func position(of text: String, in body: Substring) -> Substring.Index? {
        var index = body.startIndex
        while index < body.endIndex {
            if body[index...].hasPrefix(text) { return index }
            index = body.index(after: index)
        }
        return nil
    }

    private static let entities: [Substring: Character] = [
        "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
    ]

    private static func decode(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var decoded = ""
        var rest = text
        while let character = rest.popFirst() {
            guard character == "&", let end = rest.prefix(12).firstIndex(of: ";") else {
                decoded.append(character)
                continue
            }
            let name = rest[..<end]
            if let known = entities[name] ?? Self.numeric(name) {
                decoded.append(known)
                rest = rest[end...].dropFirst()
            } else {
                decoded.append(character)
            }
        }
        return decoded
    }

    private static func numeric(_ name: Substring) -> Character? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let isHexadecimal = digits.hasPrefix("x")
        let number = UInt32(
            isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
        return number.flatMap { Unicode.Scalar($0) }.map { Character($0) }
    }
}
