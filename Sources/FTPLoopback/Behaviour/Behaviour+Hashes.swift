extension Behaviour {
    /// Hashes of files: HASH (draft-bryan-ftpext-hash), and commands such as XSHA256.
    package struct Hashes: Sendable {
        /// What becomes of the part of a file that is asked for.
        package enum Range: Sendable {
            /// Hashed, up to the octet before the end that XSHA256 was given.
            case works
            /// Hashed with the octet at the end that XSHA256 was given.
            case endsWithLast
            /// All of the file is hashed.
            case ignored
        }

        /// The names behind HASH in FEAT, the selected one with a star; none is no HASH.
        package var algorithms: [String] = []
        /// XSHA256 and its kind.
        package var commands: Set<String> = []
        /// RANG is known (draft-bryan-ftp-range).
        package var hasRANG = false
        package var range = Range.works
        /// Every hash is that of another file.
        package var isWrong = false

        package init() {}

        var selected: String? {
            algorithms.first { $0.hasSuffix("*") }.map { String($0.dropLast()) }
        }
    }
}
