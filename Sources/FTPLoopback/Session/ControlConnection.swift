internal import Glibc

/// Lines in, octets out, without ever blocking.
final class ControlConnection {
    private let channel: Channel
    private var input: [UInt8] = []
    private var output: ArraySlice<UInt8> = []
    private var endsWhenSent = false
    /// Whether TLS ends at the client's close_notify, and clear text follows (RFC 4217 §12.3).
    private var isClearing = false

    /// Longest command line that is still read.
    private static let lineOctets = 64 * 1024

    init(_ channel: Channel) { self.channel = channel }

    var number: Int32 { channel.number }
    var isOpen: Bool { channel.isOpen }

    /// What to wait for.
    var events: Int16 {
        // Nothing is sent before the client has done its part.
        if channel.tls?.isShaking == true { return Int16(POLLIN) }
        if endsWhenSent { return Int16(POLLOUT) }
        return Int16(POLLIN) | (output.isEmpty ? 0 : Int16(POLLOUT))
    }

    /// Reads what has come and returns the complete lines; closes at the peer's end.
    func receive() -> [String] {
        guard isOpen else { return [] }
        switch channel.receive(upTo: 16 * 1024) {
        case .octets(let octets): input += octets
        case .nothing: break
        case .end:
            if isClearing { channel.unprotect() } else { close(.finish) }
        case .failed: close(.reset)
        }
        flush()
        var lines: [String] = []
        while let end = input.firstIndex(of: 0x0A) {
            // ABOR may come with Telnet signals in front (RFC 959 §4.1.3): IAC IP IAC DM.
            let line = input[..<end].drop { $0 >= 0xF0 }.filter { $0 != 0x0D }
            lines.append(String(decoding: line, as: UTF8.self))
            input.removeSubrange(...end)
        }
        if input.count > Self.lineOctets { close(.reset) }
        return lines
    }

    func protect(_ protection: ServerProtection) {
        if !channel.protect(protection) { close(.reset) }
    }

    /// Says close_notify and waits for the client's, behind which it speaks in clear.
    func endTLS(after clearText: [UInt8]) {
        isClearing = true
        if clearText.isEmpty {
            channel.tls?.sayGoodbye()
        } else {
            channel.unprotect()
            send(clearText)
        }
    }

    func send(_ octets: [UInt8]) {
        guard isOpen, !endsWhenSent else { return }
        output += octets
        flush()
    }

    /// Slips octets past TLS, which notices nothing.
    func sendInClear(_ octets: [UInt8]) { _ = channel.sendInClear(octets[...]) }

    func flush() {
        guard isOpen, !output.isEmpty else { return }
        guard let sent = channel.send(output) else { return close(.reset) }
        output = output.dropFirst(sent)
        if output.isEmpty, endsWhenSent { channel.close(.finish) }
    }

    /// Ends the connection; FIN waits for what is still to be sent.
    func close(_ cut: Cut) {
        if cut == .finish, !output.isEmpty { endsWhenSent = true } else { channel.close(cut) }
    }
}
