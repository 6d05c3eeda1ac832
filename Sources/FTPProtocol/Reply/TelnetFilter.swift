/// Takes the telnet commands out of the control connection (RFC 959 §3.3, RFC 854).
///
/// Godwit negotiates nothing, so what arrives is noise. 0xFF is also a letter in some charsets
/// (`ÿ`, the Russian `я`): before an octet that is no telnet command it is text, and a
/// subnegotiation ends at the end of the line at the latest, so that it can swallow no reply.
struct TelnetFilter: Sendable {
    private enum State {
        case text
        case command
        case option
        case subnegotiation
        case subnegotiationCommand
    }

    private static let interpretAsCommand: UInt8 = 0xFF
    private static let lineFeed: UInt8 = 0x0A

    private var state = State.text

    /// Whether a telnet command has begun and not ended.
    var isInsideCommand: Bool { state != .text }

    /// Calls `emit` for each octet of text that the next octet of the wire completes.
    mutating func receive(_ octet: UInt8, emit: (UInt8) -> Void) {
        switch (state, octet) {
        case (.text, Self.interpretAsCommand):
            state = .command
        case (.text, _):
            emit(octet)
        case (.command, 0xF1...0xF9):
            state = .text
        case (.command, 0xFA):
            state = .subnegotiation
        case (.command, 0xFB...0xFE):
            state = .option
        case (.command, Self.interpretAsCommand):
            state = .text
            emit(octet)
        case (.command, _):
            state = .text
            emit(Self.interpretAsCommand)
            emit(octet)
        case (.option, Self.lineFeed), (.subnegotiation, Self.lineFeed),
            (.subnegotiationCommand, Self.lineFeed):
            state = .text
            emit(octet)
        case (.option, _):
            state = .text
        case (.subnegotiation, Self.interpretAsCommand):
            state = .subnegotiationCommand
        case (.subnegotiation, _):
            break
        case (.subnegotiationCommand, 0xF0):
            state = .text
        case (.subnegotiationCommand, _):
            state = .subnegotiation
        }
    }
}
