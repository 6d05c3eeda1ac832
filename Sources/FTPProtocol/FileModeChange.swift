/// A change of permission bits as chmod(1) writes it: `644`, `u+x`, `go-w,a=rX`.
public struct FileModeChange: Sendable, Hashable {
    fileprivate enum Step: Sendable, Hashable {
        case set(UInt16)
        case clause(Clause)
    }

    fileprivate struct Clause: Sendable, Hashable {
        enum Operation: Character, Sendable { case add = "+", remove = "-", assign = "=" }

        /// The bits of those who are meant, such as 0o4700 for `u`.
        var who: UInt16
        var operation: Operation
        var bits: UInt16
        /// `X`: execution for folders, and for files that somebody can execute already.
        var executesFolders: Bool
    }

    private let steps: [Step]

    /// Reads octal digits, or clauses separated by commas; nil for anything else.
    public init?(_ text: String) {
        if (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x37).contains($0) }) {
            guard let bits = UInt16(text, radix: 8) else { return nil }
            steps = [.set(bits)]
            return
        }
        var steps: [Step] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let clause = Clause(part) else { return nil }
            steps.append(.clause(clause))
        }
        self.steps = steps
    }

    /// Whether the bits that are there have to be known first.
    public var isRelative: Bool {
        if case .set? = steps.first { false } else { true }
    }

    /// The bits after the change, 0 to 0o7777.
    public func applied(to mode: UInt16, isFolder: Bool) -> UInt16 {
        steps.reduce(mode) { mode, step in
            switch step {
            case .set(let bits): bits
            case .clause(let clause): clause.applied(to: mode, isFolder: isFolder)
            }
        }
    }
}

extension FileModeChange.Clause {
    init?(_ text: Substring) {
        var rest = text
        var who: UInt16 = 0
        while let letter = rest.first, let bits = Self.owners[letter] {
            who |= bits
            rest = rest.dropFirst()
        }
        guard let sign = rest.popFirst(), let operation = Operation(rawValue: sign) else {
            return nil
        }
        var bits: UInt16 = 0
        var executesFolders = false
        for letter in rest {
            switch letter {
            case "r": bits |= 0o444
            case "w": bits |= 0o222
            case "x": bits |= 0o111
            case "X": executesFolders = true
            case "s": bits |= 0o6000
            case "t": bits |= 0o1000
            default: return nil
            }
        }
        // Without a letter everybody is meant.
        self.who = who == 0 ? 0o7777 : who
        self.operation = operation
        self.bits = bits
        self.executesFolders = executesFolders
    }

    private static let owners: [Character: UInt16] = [
        "u": 0o4700, "g": 0o2070, "o": 0o1007, "a": 0o7777,
    ]

    func applied(to mode: UInt16, isFolder: Bool) -> UInt16 {
        let executes = executesFolders && (isFolder || mode & 0o111 != 0)
        let change = (bits | (executes ? 0o111 : 0)) & who
        return switch operation {
        case .add: mode | change
        case .remove: mode & ~change
        case .assign: mode & ~(who & 0o777) | change
        }
    }
}
