internal import FTPProtocol

/// One line of the dialogue, as a log may show it: secrets are masked.
///
/// Most lines are read by nobody, so that what they look like is found out only for a reader.
public struct DialogueLine: Sendable {
    /// Who spoke.
    public enum Direction: Sendable, Hashable { case sent, received, remark }

    private enum Content: Sendable {
        case command(Command)
        case octets([UInt8])
        case text(String)
    }

    /// Who spoke.
    public let direction: Direction
    private let content: Content

    init(_ command: Command) { (direction, content) = (.sent, .command(command)) }

    init(received octets: [UInt8]) { (direction, content) = (.received, .octets(octets)) }

    init(remark text: String) { (direction, content) = (.remark, .text(text)) }

    /// The line without its end, safe to print.
    public var text: String {
        switch content {
        case .command(let command): "\(command)"
        case .octets(let octets): PrintableText.escaping(octets)
        case .text(let text): text
        }
    }
}

extension DialogueLine: Hashable {
    /// Whether both show the same.
    public static func == (left: DialogueLine, right: DialogueLine) -> Bool {
        left.direction == right.direction && left.text == right.text
    }

    /// Feeds what the line shows.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(direction)
        hasher.combine(text)
    }
}
