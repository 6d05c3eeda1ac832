import FTPLoopback
import FTPTransport
import Glibc

/// A blocking FTP client of a few lines, which knows nothing but lines and sockets.
final class RawClient {
    private let control: RawSocket
    private let host: String

    /// Connects and reads the greeting.
    convenience init(_ server: LoopbackServer) throws {
        try self.init(host: server.address, port: server.port)
        _ = try reply()
    }

    /// Connects and reads the greeting.
    convenience init(_ balancer: ForgetfulBalancer) throws {
        try self.init(host: balancer.address, port: balancer.port)
        _ = try reply()
    }

    /// Only connects.
    init(host: String, port: UInt16) throws {
        self.host = host
        control = try RawSocket(host: host, port: port)
    }

    func send(_ command: String) throws { try control.send(Array("\(command)\r\n".utf8)) }

    /// The lines of the next reply, joined by `|`; empty at the end of the connection.
    func reply() throws -> String {
        var lines: [String] = []
        while let line = try control.line() {
            lines.append(line)
            let code = line.prefix(3)
            if code.count == 3, code.allSatisfy(\.isNumber), line.dropFirst(3).first == " " {
                break
            }
        }
        return lines.joined(separator: "|")
    }

    /// The code of the next reply; 0 at the end of the connection.
    func code() throws -> Int { Int(try reply().split(separator: "|").last?.prefix(3) ?? "") ?? 0 }

    func ask(_ command: String) throws -> String {
        try send(command)
        return try reply()
    }

    @discardableResult
    func code(_ command: String) throws -> Int {
        try send(command)
        return try code()
    }

    /// Logs in and switches to TYPE I.
    @discardableResult
    func login() throws -> RawClient {
        try code("USER bird")
        try code("PASS secret")
        try code("TYPE I")
        return self
    }

    /// Opens a data connection by EPSV.
    func passive() throws -> RawSocket {
        let numbers = try ask("EPSV").split { !$0.isNumber }
        return try RawSocket(host: host, port: UInt16(numbers.last ?? "") ?? 0)
    }

    /// The whole dialogue of a download; the codes of both replies.
    func get(_ command: String) throws -> (octets: [UInt8], codes: [Int]) {
        let data = try passive()
        let first = try code(command)
        guard first < 200 else { return ([], [first]) }
        let octets = try data.everything()
        return (octets, [first, try code()])
    }

    /// The whole dialogue of an upload; the codes of both replies.
    func put(_ command: String, _ octets: [UInt8]) throws -> [Int] {
        let data = try passive()
        let first = try code(command)
        guard first < 200 else { return [first] }
        try data.send(octets)
        data.finish()
        return [first, try code()]
    }

    func close(resetting: Bool = false) { control.close(resetting: resetting) }
}

/// A blocking socket; every call fails after ten seconds.
final class RawSocket {
    struct Failure: Error, Equatable { let errno: Int32 }

    private var number: Int32
    private var buffer: [UInt8] = []

    init(host: String, port: UInt16) throws {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let info = found?.pointee else {
            throw Failure(errno: EINVAL)
        }
        defer { freeaddrinfo(found) }
        number = socket(info.ai_family, info.ai_socktype, 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
        guard connect(number, info.ai_addr, info.ai_addrlen) == 0 else {
            let failure = Failure(errno: errno)
            _ = Glibc.close(number)
            number = -1
            throw failure
        }
    }

    deinit { close() }

    func close(resetting: Bool = false) {
        guard number >= 0 else { return }
        if resetting {
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<Glibc.linger>.size)
            setsockopt(number, SOL_SOCKET, SO_LINGER, &linger, size)
        }
        _ = Glibc.close(number)
        number = -1
    }

    func finish() { _ = shutdown(number, Int32(SHUT_WR)) }

    func send(_ octets: [UInt8]) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure(errno: errno) }
            rest = rest.dropFirst(sent)
        }
    }

    /// At most so many octets, none at the end of the connection.
    func receive(upTo count: Int = 64 * 1024) throws -> [UInt8] {
        var received = 0
        let octets = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            received = recv(number, buffer.baseAddress, count, 0)
            filled = max(0, received)
        }
        guard received >= 0 else { throw Failure(errno: errno) }
        return octets
    }

    func receive(exactly count: Int) throws -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            let more = try receive(upTo: count - octets.count)
            if more.isEmpty { break }
            octets += more
        }
        return octets
    }

    func everything() throws -> [UInt8] {
        var octets: [UInt8] = []
        while true {
            let more = try receive()
            if more.isEmpty { return octets }
            octets += more
        }
    }

    /// The next line without its end; nil at the end of the connection.
    func line() throws -> String? {
        while !buffer.contains(0x0A) {
            let more = try receive()
            if more.isEmpty { return nil }
            buffer += more
        }
        let line = buffer.prefix { $0 != 0x0A }
        buffer.removeFirst(line.count + 1)
        return String(decoding: line.filter { $0 != 0x0D }, as: UTF8.self)
    }
}

/// A server that runs, with TYPE I behaviour as a test wants it.
func serve(
    _ files: [String: FileContent] = ["/a": "hello"], address: String = "127.0.0.1",
    _ change: (inout Behaviour) -> Void = { _ in }
) throws -> LoopbackServer {
    var behaviour = Behaviour()
    change(&behaviour)
    let server = try LoopbackServer(address: address, files: files, behaviour: behaviour)
    server.start()
    return server
}

let reset = RawSocket.Failure(errno: ECONNRESET)
