/// Something that octets can be received from and sent to without blocking.
package protocol OctetStream: ~Copyable {
    /// The descriptor that the kernel may read and write by itself (`splice`, `sendfile`); nil
    /// where the octets have to be seen on the way.
    var transparentDescriptor: Int32? { get }
    func receive(into buffer: UnsafeMutableRawBufferPointer) throws(TransportError) -> Transfer
    func send(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer
}

extension Socket: OctetStream {
    package var transparentDescriptor: Int32? { descriptor.rawValue }
}

/// A connection that is in clear or under TLS, and that may change from one to the other.
///
/// A class because control and data connections come and go while a loop runs, and a socket has
/// one owner.
package final class Channel: OctetStream {
    package let socket: Socket
    /// The protection; nil in clear.
    package private(set) var tls: TLSConnection?
    /// What octets look like on the way; nil for as they are.
    private var coded: CodedOctets?

    package init(_ socket: consuming Socket) { self.socket = socket }

    package var descriptor: Int32 { socket.descriptor.rawValue }

    package var transparentDescriptor: Int32? {
        tls == nil && coded == nil ? descriptor : nil
    }

    /// From the first octet on, octets are written another way on the connection.
    package func use(_ coding: any OctetCoding) { coded = CodedOctets(coding) }

    /// Begins TLS: nothing is sent before ``handshake()`` is done, nor read but by it.
    @discardableResult
    package func protect(
        _ context: TLSContext, resuming parent: TLSConnection? = nil
    ) throws(TransportError) -> TLSConnection {
        let tls = try TLSConnection(context, over: descriptor, resuming: parent)
        self.tls = tls
        return tls
    }

    /// Goes back to clear text.
    package func unprotect() { tls = nil }

    /// Whether nothing stands in the way of octets: true in clear.
    package func handshake() throws(TransportError) -> Bool { try tls?.handshake() ?? true }

    package func receive(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Transfer {
        guard let coded else { return try receivePlain(into: buffer) }
        return try coded.receive(into: buffer) { raw throws(TransportError) in
            try receivePlain(into: raw)
        }
    }

    private func receivePlain(
        into buffer: UnsafeMutableRawBufferPointer
    ) throws(TransportError) -> Transfer {
        if let tls { return try tls.receive(into: buffer) }
        return try socket.receive(into: buffer)
    }

    package func send(_ bytes: UnsafeRawBufferPointer) throws(TransportError) -> Transfer {
        guard let coded else { return try sendPlain(bytes) }
        return try coded.send(bytes) { raw throws(TransportError) in try sendPlain(raw) }
    }

    private func sendPlain(
        _ bytes: UnsafeRawBufferPointer
    ) throws(TransportError) -> Transfer {
        if let tls { return try tls.send(bytes) }
        return try socket.send(bytes)
    }

    /// Hands everything that was sent to the kernel; false waits for the socket.
    package func flush() throws(TransportError) -> Bool { try tls?.flush() ?? true }

    /// Tells the peer that no more octets come, close_notify first; false waits for the socket.
    /// - Parameter isSender: whether octets were sent: their coding has an end of its own.
    package func finish(isSender: Bool = false) throws(TransportError) -> Bool {
        if isSender, let coded {
            let isOut = try coded.finish { raw throws(TransportError) in try sendPlain(raw) }
            guard isOut else { return false }
        }
        if let tls, try !tls.finish() { return false }
        socket.shutdownWrite()
        return true
    }

    /// What to wait for before a direction can go on.
    package func awaited(for interest: Poll.Interest) -> Poll.Interest { tls?.awaits ?? interest }
}
