/// A password or account string that no description, log, mirror or interpolation reveals.
public struct Secret: Sendable, Hashable {
    package let octets: [UInt8]

    /// Wraps the octets exactly as they go on the wire.
    public init(_ octets: [UInt8]) { self.octets = octets }

    /// Wraps a string in UTF-8.
    public init(_ text: String) { octets = Array(text.utf8) }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always the same five dots, whatever the length.
    public var description: String { "•••••" }
    /// Always the same five dots.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
