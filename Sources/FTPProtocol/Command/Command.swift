/// One command line, ready to be sent: it cannot hold CR, LF or NUL (RFC 959 §5.3.1).
public struct Command: Sendable, Hashable {
    /// The commands that Godwit sends.
    public enum Verb: String, Sendable, Hashable {
        // RFC 959
        case user = "USER"
        case pass = "PASS"
        case acct = "ACCT"
        case cwd = "CWD"
        case pwd = "PWD"
        case type = "TYPE"
        case pasv = "PASV"
        case rest = "REST"
        case retr = "RETR"
        case stor = "STOR"
        case appe = "APPE"
        case list = "LIST"
        case nlst = "NLST"
        case abor = "ABOR"
        case noop = "NOOP"
        case quit = "QUIT"
        case dele = "DELE"
        case mkd = "MKD"
        case rmd = "RMD"
        case rnfr = "RNFR"
        case rnto = "RNTO"
        case site = "SITE"
        case stat = "STAT"
        case syst = "SYST"
        case help = "HELP"
        // RFC 2228, RFC 4217
        case auth = "AUTH"
        case pbsz = "PBSZ"
        case prot = "PROT"
        case ccc = "CCC"
        // RFC 2389
        case feat = "FEAT"
        case opts = "OPTS"
        // RFC 2428
        case epsv = "EPSV"
        // RFC 3659
        case size = "SIZE"
        case mdtm = "MDTM"
        case mlst = "MLST"
        case mlsd = "MLSD"
        // draft-bryan-ftpext-hash, draft-bryan-ftp-range
        case hash = "HASH"
        case rang = "RANG"
        // Of servers that had hashes before the drafts.
        case xsha512 = "XSHA512"
        case xsha256 = "XSHA256"
        case xsha1 = "XSHA1"
        case xsha = "XSHA"
        case xmd5 = "XMD5"
        case md5 = "MD5"
        case xcrc = "XCRC"
        // draft-somers-ftp-mfxx-04
        case mfmt = "MFMT"
        /// A line in the user's own words, verb included.
        case verbatim = ""
        // Ways in
        case host = "HOST"
        case open = "OPEN"
        case clnt = "CLNT"
        case lang = "LANG"
        case pret = "PRET"
        case eprt = "EPRT"
        case port = "PORT"
        case mode = "MODE"
        // Of servers that take part in copies under TLS.
        case cpsv = "CPSV"
        case sscn = "SSCN"
    }

    /// What the command asks for.
    public let verb: Verb

    private let argument: [UInt8]?
    /// Whether the argument is nobody's business.
    package let isSecret: Bool

    /// Creates a command with a text argument.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when the argument holds CR, LF or NUL.
    public init(_ verb: Verb, _ argument: String? = nil) throws(ProtocolError) {
        try self.init(verb, octets: argument.map { Array($0.utf8) }, isSecret: false)
    }

    /// Creates a command about a path, sent as its octets are.
    public init(_ verb: Verb, _ path: RemotePath) {
        self.verb = verb
        argument = path.octets.isEmpty ? nil : path.octets
        isSecret = false
    }

    /// Creates `PASS` or `ACCT`; the argument never shows in ``description``.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` when the secret holds CR, LF or NUL.
    public init(_ verb: Verb, _ secret: Secret) throws(ProtocolError) {
        try self.init(verb, octets: secret.octets, isSecret: true)
    }

    /// Creates a command about a path with a word before or behind it; neither holds a line break.
    package init(
        _ verb: Verb, before: String, _ path: RemotePath, behind: RemotePath = .loginFolder
    ) {
        self.verb = verb
        argument = Array(before.utf8) + path.octets + behind.octets
        isSecret = false
    }

    init(_ verb: Verb, octets: [UInt8]?, isSecret: Bool) throws(ProtocolError) {
        if let octets, octets.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) {
            throw .forbiddenOctet(verb: verb.rawValue)
        }
        self.verb = verb
        argument = octets
        self.isSecret = isSecret
    }

    init(bare verb: Verb) {
        self.verb = verb
        argument = nil
        isSecret = false
    }

    /// `NOOP`: bytes on the control connection and nothing else.
    public static let noop = Command(bare: .noop)
    /// `PWD`: also the barrier behind which no earlier reply can be late.
    public static let pwd = Command(bare: .pwd)
    /// `FEAT` (RFC 2389).
    public static let feat = Command(bare: .feat)
    /// `EPSV` (RFC 2428).
    public static let epsv = Command(bare: .epsv)
    /// `PASV`.
    public static let pasv = Command(bare: .pasv)
    /// `ABOR`.
    public static let abor = Command(bare: .abor)
    /// `QUIT`.
    public static let quit = Command(bare: .quit)

    /// `REST` with an offset in octets (RFC 3659 §5).
    public static func rest(_ offset: UInt64) -> Command {
        Command(.rest, digits: String(offset))
    }

    /// `TYPE I`: octets as they are.
    public static let typeImage = Command(.type, digits: "I")

    /// `OPTS UTF8 ON`: asked for by servers that would else use another charset.
    public static let optsUTF8 = Command(.opts, digits: "UTF8 ON")

    /// `AUTH TLS`: the reply 234 is followed by a TLS handshake (RFC 4217 §4).
    package static let authTLS = Command(.auth, digits: "TLS")
    /// `PBSZ 0`: a formality that comes before PROT (RFC 4217 §8).
    package static let pbsz = Command(.pbsz, digits: "0")
    /// `PROT P`: data connections are under TLS as well (RFC 4217 §9).
    package static let protectData = Command(.prot, digits: "P")
    /// `CCC`: the control connection goes back to clear text (RFC 4217 §6).
    package static let clearControl = Command(bare: .ccc)

    init(_ verb: Verb, digits: String) {
        self.init(verb, checked: Array(digits.utf8))
    }

    /// A command whose argument cannot hold CR, LF or NUL, as paths and our own text cannot.
    init(_ verb: Verb, checked argument: [UInt8]) {
        self.verb = verb
        self.argument = argument
        isSecret = false
    }

    /// A command whose argument is another one.
    init(_ verb: Verb, before command: Command) {
        self.verb = verb
        argument = Array(command.wireOctets.dropLast(2))
        isSecret = command.isSecret
    }

    /// The line as it goes on the wire, CR LF included.
    package var wireOctets: [UInt8] {
        var line = Array(verb.rawValue.utf8)
        if let argument {
            if !line.isEmpty { line.append(UInt8(ascii: " ")) }
            line += argument
        }
        line += [0x0D, 0x0A]
        return line
    }
}

extension Command: CustomStringConvertible {
    /// The command as a log may show it: a secret argument is masked.
    public var description: String {
        guard let argument else { return verb.rawValue }
        let shown = isSecret ? "\(Secret(argument))" : PrintableText.escaping(argument)
        return verb == .verbatim ? shown : "\(verb.rawValue) \(shown)"
    }
}

extension Command: CustomReflectable {
    /// Shows what ``description`` shows, so that `dump` cannot reveal a password.
    public var customMirror: Mirror { Mirror(self, children: ["line": description]) }
}
