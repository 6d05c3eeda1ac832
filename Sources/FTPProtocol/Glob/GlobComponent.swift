/// One component of a pattern of names: `*`, `?`, `[a-z]`, `[!a-z]`, and `\` before what is meant
/// as it stands (POSIX.1-2024 §2.14).
///
/// `?` and a set match one character of UTF-8, or one octet where the name is no UTF-8. A dot at
/// the start of a name has to be written. Matching takes at most pattern times name steps.
package struct GlobComponent: Sendable, Hashable {
    private enum Element: Sendable, Hashable {
        case literal(UInt32)
        case anyOne
        case anyMany
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    /// The pattern as it was written.
    package let source: [UInt8]
    private let elements: [Element]

    package init(_ octets: [UInt8]) {
        source = octets
        elements = Self.elements(of: GlobUnits.units(of: octets))
    }

    /// The name that the component stands for; nil when it can match several.
    package var literalName: [UInt8]? {
        var units: [UInt32] = []
        for element in elements {
            guard case .literal(let unit) = element else { return nil }
            units.append(unit)
        }
        return GlobUnits.octets(of: units)
    }

    /// `**`: any number of folders.
    package var isAnyFolders: Bool { source == Array("**".utf8) }

    /// - Parameter showingHidden: whether a dot at the start of a name needs not be written.
    package func matches(_ name: [UInt8], showingHidden: Bool = false) -> Bool {
        let units = GlobUnits.units(of: name)
        let dot = UInt32(UInt8(ascii: "."))
        if !showingHidden, units.first == dot, elements.first != .literal(dot) { return false }
        return Wildcards.fit(
            elements, units, isAnyMany: { $0 == .anyMany }, matches: Self.matches)
    }

    private static func matches(_ element: Element, _ unit: UInt32) -> Bool {
        switch element {
        case .literal(let literal): literal == unit
        case .anyOne, .anyMany: true
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(unit) } != isNegated
        }
    }

    private static func elements(of units: [UInt32]) -> [Element] {
        var elements: [Element] = []
        var rest = units[...]
        while let unit = rest.popFirst() {
            switch unit {
            case GlobUnits.star where elements.last == .anyMany: break
            case GlobUnits.star: elements.append(.anyMany)
            case GlobUnits.question: elements.append(.anyOne)
            case GlobUnits.backslash: elements.append(.literal(rest.popFirst() ?? unit))
            case GlobUnits.open:
                if let (set, behind) = set(in: rest) {
                    elements.append(set)
                    rest = behind
                } else {
                    elements.append(.literal(unit))
                }
            default: elements.append(.literal(unit))
            }
        }
        return elements
    }

    /// The set behind `[`, and what follows its `]`; nil when none closes it: then `[` is a name's.
    private static func set(
        in units: ArraySlice<UInt32>
    ) -> (Element, ArraySlice<UInt32>)? {
        var rest = units
        let isNegated = rest.first == GlobUnits.exclamation || rest.first == GlobUnits.caret
        if isNegated { rest = rest.dropFirst() }
        var ranges: [ClosedRange<UInt32>] = []
        var isFirst = true
        while var low = rest.popFirst() {
            if low == GlobUnits.close, !isFirst {
                return (.set(ranges, isNegated: isNegated), rest)
            }
            isFirst = false
            if low == GlobUnits.backslash, let escaped = rest.popFirst() { low = escaped }
            guard rest.first == GlobUnits.hyphen, let next = rest.dropFirst().first,
                next != GlobUnits.close
            else {
                ranges.append(low...low)
                continue
            }
            rest = rest.dropFirst(2)
            let high = next == GlobUnits.backslash ? rest.popFirst() ?? next : next
            // A range the wrong way round is empty, as in shells.
            if low <= high { ranges.append(low...high) }
        }
        return nil
    }
}

/// Names as sequences of characters, or of octets where they are no UTF-8.
enum GlobUnits {
    static let star = UInt32(UInt8(ascii: "*"))
    static let question = UInt32(UInt8(ascii: "?"))
    static let backslash = UInt32(UInt8(ascii: "\\"))
    static let open = UInt32(UInt8(ascii: "["))
    static let close = UInt32(UInt8(ascii: "]"))
    static let hyphen = UInt32(UInt8(ascii: "-"))
    static let exclamation = UInt32(UInt8(ascii: "!"))
    static let caret = UInt32(UInt8(ascii: "^"))

    /// Behind the last scalar value: an octet that is part of no character.
    private static let foreignOctets: UInt32 = 0x110000

    static func units(of octets: [UInt8]) -> [UInt32] {
        var units: [UInt32] = []
        units.reserveCapacity(octets.count)
        var rest = octets[...]
        while let first = rest.first {
            if first < 0x80 {
                units.append(UInt32(first))
                rest = rest.dropFirst()
            } else if let scalar = scalar(at: rest) {
                units.append(scalar.value)
                rest = rest.dropFirst(UTF8.width(scalar))
            } else {
                units.append(foreignOctets + UInt32(first))
                rest = rest.dropFirst()
            }
        }
        return units
    }

    static func octets(of units: [UInt32]) -> [UInt8] {
        units.flatMap { unit in
            guard let scalar = Unicode.Scalar(unit) else {
                return [UInt8(truncatingIfNeeded: unit - foreignOctets)]
            }
            return Array(String(Character(scalar)).utf8)
        }
    }

    private static func scalar(at octets: ArraySlice<UInt8>) -> Unicode.Scalar? {
        for width in 2...4 where octets.count >= width {
            if let text = String(validating: octets.prefix(width), as: UTF8.self) {
                return text.unicodeScalars.first
            }
        }
        return nil
    }
}
