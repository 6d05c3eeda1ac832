/// Why what is appended to a remote file cannot be gone on with: APPE once more could put the same
/// octets there twice.
package enum AppendObstacle: Sendable, Hashable {
    /// The server does not tell how long the file is.
    case unknown
    /// The file is shorter than it was, or longer than what was sent makes it.
    case otherWriter(before: UInt64, now: UInt64)
    /// The local file is another one than the one of which a part was appended.
    case sourceChanged
}

extension AppendObstacle: CustomStringConvertible {
    /// One clause for a person.
    package var description: String {
        switch self {
        case .unknown:
            "the server does not tell how much of it was appended"
        case .otherWriter(let before, let now):
            "somebody else writes the remote file: it had \(before) bytes, now it has \(now)"
        case .sourceChanged:
            "the local file changed after a part of it was appended"
        }
    }
}
