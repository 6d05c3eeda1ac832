internal import FTPProtocol

/// Where data connections are to be opened.
extension Session {
    private enum Form { case extended, classic }

    func passive(_ verb: String) {
        let isExtended = verb == "EPSV"
        let answer = isExtended ? behaviour.passive.epsv : behaviour.passive.pasv
        switch answer {
        case .refused(let script):
            reply(script)
        case .unreachable:
            dataPort = .deadEnd
            announce(server.ports.deadEndNumber, isExtended ? .extended : .classic)
        case .works:
            lease(isExtended ? .extended : .classic)
        case .inOtherForm:
            lease(isExtended ? .classic : .extended)
        }
    }

    private func lease(_ form: Form) {
        // The old port goes back first: a client that asks twice needs one port only.
        dataPort = .none
        guard let lease = server.ports.lease() else { return reply("425 No passive port is free.") }
        dataPort = .leased(lease)
        announce(lease.socket.port, form)
    }

    private func announce(_ port: UInt16, _ form: Form) {
        if form == .extended { return reply("229 Extended passive mode (|||\(port)|)") }
        let passive = behaviour.passive
        let octets = (passive.advertisedAddress ?? localHost).split(separator: ".")
        guard octets.count == 4 else {
            dataPort = .none
            return reply("425 PASV needs IPv4, use EPSV.")
        }
        let numbers = (octets + ["\(port / 256)", "\(port % 256)"]).joined(separator: ",")
        switch passive.shape {
        case .parentheses: reply("227 Entering passive mode (\(numbers)).")
        case .bare: reply("227 Entering passive mode \(numbers)")
        case .multiLine: reply(.reply("227-Entering passive mode.", "227 (\(numbers))"))
        }
    }

    /// PORT or EPRT: the client tells where it listens.
    func active(_ verb: String, _ argument: String) {
        guard let (host, port) = verb == "PORT" ? sixNumbers(argument) : fields(argument) else {
            return reply("501 \(argument): not understood.")
        }
        dataPort = .client(host: host, port: port)
        reply("200 I shall connect to \(host).")
    }

    private func sixNumbers(_ argument: String) -> (String, UInt16)? {
        let numbers = argument.split(separator: ",").compactMap { UInt8($0) }
        guard numbers.count == 6 else { return nil }
        return (
            numbers.prefix(4).map { "\($0)" }.joined(separator: "."),
            UInt16(numbers[4]) << 8 | UInt16(numbers[5])
        )
    }

    private func fields(_ argument: String) -> (String, UInt16)? {
        let fields = argument.split(separator: "|")
        guard fields.count == 3, let port = UInt16(fields[2]) else { return nil }
        return (String(fields[1]), port)
    }

    /// The way to the data connection of a transfer, or nil after the refusal was sent.
    func takeDoor() -> Transfer.Door? {
        defer { dataPort = .none }
        switch dataPort {
        case .leased(let lease): return .port(lease)
        case .client(let host, let port): return .client(host: host, port: port)
        case .none, .deadEnd:
            reply("425 Use EPSV or PASV first.")
            return nil
        }
    }
}
