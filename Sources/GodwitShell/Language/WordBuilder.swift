/// Puts a word together from runs of quoted and unquoted characters.
struct WordBuilder {
    private var word = Word()
    private var run = String.UnicodeScalarView()
    private var isRunQuoted = false
    private var hasBegun = false

    /// The word so far; nil when nothing has begun one.
    var finished: Word? {
        guard hasBegun else { return nil }
        var word = word
        if !run.isEmpty || word.parts.isEmpty {
            word.parts.append(.text(String(run), isQuoted: isRunQuoted))
        }
        return word
    }

    /// Begins quotes: even empty ones make a word.
    mutating func beginQuote() { turn(isQuoted: true) }

    mutating func add(_ scalar: Unicode.Scalar, isQuoted: Bool) {
        turn(isQuoted: isQuoted)
        run.append(scalar)
    }

    mutating func add(variable name: String, isQuoted: Bool) {
        turn(isQuoted: isQuoted)
        flush()
        word.parts.append(.variable(name, isQuoted: isQuoted))
    }

    private mutating func turn(isQuoted: Bool) {
        hasBegun = true
        if isRunQuoted != isQuoted { flush() }
        isRunQuoted = isQuoted
    }

    private mutating func flush() {
        if !run.isEmpty { word.parts.append(.text(String(run), isQuoted: isRunQuoted)) }
        run = .init()
    }
}
