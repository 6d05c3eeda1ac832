// Commands of the ways in: they are sent when an option, FEAT or a known server asks for them.

extension Command {
    /// `TYPE A`: lines that end with CR LF (RFC 959 §3.1.1.1).
    package static let typeText = Command(.type, digits: "A")
    /// `MODE S`: octets as they are (RFC 959 §3.4.1).
    package static let modeStream = Command(.mode, digits: "S")
    /// `MODE Z`: a zlib stream (draft-preston-ftpext-deflate-04).
    package static let modeDeflate = Command(.mode, digits: "Z")
    /// `SYST`: the kind of system (RFC 959 §4.1.3).
    package static let syst = Command(bare: .syst)
    /// `EPSV ALL`: promises that no other way to a data connection will be asked for
    /// (RFC 2428 §4).
    package static let epsvAll = Command(.epsv, digits: "ALL")
    /// `CLNT`: who we are, without which some servers do not turn UTF-8 on.
    package static let clientName = Command(.clnt, digits: "Godwit")
    /// `SITE NAMEFMT 1`: OS/400 then takes and tells paths with slashes.
    package static let slashNames = Command(.site, digits: "NAMEFMT 1")

    /// `CPSV`: PASV by a server that begins the TLS of the data connection as its client, so that
    /// two servers can speak it with each other.
    package static let cpsv = Command(bare: .cpsv)

    /// `SSCN ON` or `OFF`: whether the server is the client of the TLS of data connections from now
    /// on.
    package static func sscn(_ isClient: Bool) -> Command {
        Command(.sscn, digits: isClient ? "ON" : "OFF")
    }

    /// `PRET` before EPSV or PASV: servers that consist of many have to know what comes.
    package static func pret(_ command: Command) -> Command {
        Command(.pret, before: command)
    }

    /// `EPRT` with our address (RFC 2428 §2) or `PORT` (RFC 959 §4.1.2).
    package static func eprt(_ address: String, isIPv6: Bool, port: UInt16) -> Command {
        Command(.eprt, digits: "|\(isIPv6 ? 2 : 1)|\(address)|\(port)|")
    }

    /// `PORT` with four octets and a port (RFC 959 §4.1.2).
    package static func port(_ address: IPv4Address, port: UInt16) -> Command {
        let numbers = address.octets + [UInt8(port >> 8), UInt8(port & 0xFF)]
        return Command(.port, digits: numbers.map(String.init).joined(separator: ","))
    }
}
