/// Decides whether what a mirror found too much may be deleted: not on the word of an incomplete
/// listing, and not more than a person expects.
package struct DeletionGuard: Sendable, Hashable {
    /// How much may be deleted.
    package enum Limit: Sendable, Hashable {
        /// So many hundredths of the target's entries.
        case share(Int)
        case entries(Int)
    }

    package enum Verdict: Sendable, Hashable {
        case allowed
        /// Something of the source or the target was not told.
        case incomplete
        case tooMany(surplus: Int, allowed: Int)
    }

    private let limit: Limit
    /// Entries of the target, those to be deleted included.
    package private(set) var present = 0
    /// Entries to be deleted.
    package private(set) var surplus = 0
    private var isIncomplete = false

    package init(_ limit: Limit = .share(50)) { self.limit = limit }

    /// Entries of a folder of the target.
    package mutating func found(_ entries: Int) { present += entries }

    /// Entries of which the source has none.
    package mutating func foundSurplus(_ entries: Int) { surplus += entries }

    /// A listing is missing, or not all of it was understood.
    package mutating func missedSomething() { isIncomplete = true }

    package var verdict: Verdict {
        if isIncomplete { return .incomplete }
        let allowed =
            switch limit {
            case .share(let percent): present * percent / 100
            case .entries(let count): count
            }
        return surplus <= allowed ? .allowed : .tooMany(surplus: surplus, allowed: allowed)
    }
}
