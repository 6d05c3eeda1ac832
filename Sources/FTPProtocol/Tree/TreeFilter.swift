/// Which entries of a tree are meant.
package struct TreeFilter: Sendable, Hashable {
    package enum Verdict: Sendable, Hashable {
        /// Meant, and all that it holds.
        case whole
        /// A folder in which something may be meant.
        case search
        case excluded
    }

    /// Only what one of them fits is meant; everything when there are none.
    package var includes: [PathPattern] = []
    /// The last one that fits decides.
    package var excludes: [PathPattern] = []
    /// Octets of files.
    package var smallest: UInt64?
    package var largest: UInt64?
    /// Seconds since 1970: files modified before or after are not meant.
    package var notBefore: Int64?
    package var notAfter: Int64?

    package init() {}

    /// - Parameters:
    ///   - path: the components below the top.
    ///   - isInside: whether a folder above was ``Verdict/whole``.
    package func verdict(
        on entry: TreeEntry, at path: [[UInt8]], isInside: Bool
    ) -> Verdict {
        let isFolder = entry.kind == .directory
        let exclusion = excludes.last { $0.matches(path, isFolder: isFolder) }
        if let exclusion, !exclusion.isNegated { return .excluded }
        let isIncluded =
            isInside || includes.isEmpty
            || includes.contains { $0.matches(path, isFolder: isFolder) }
        if isFolder { return isIncluded ? .whole : .search }
        return isIncluded && fits(entry) ? .whole : .excluded
    }

    /// What is not told is not held against an entry.
    private func fits(_ entry: TreeEntry) -> Bool {
        guard entry.kind == .file else { return true }
        if let size = entry.size {
            if let smallest, size < smallest { return false }
            if let largest, size > largest { return false }
        }
        if let seconds = entry.modified?.seconds {
            if let notBefore, seconds < notBefore { return false }
            if let notAfter, seconds > notAfter { return false }
        }
        return true
    }
}
