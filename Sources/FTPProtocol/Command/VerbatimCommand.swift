/// A command line in the user's own words, as `quote` sends it.
///
/// Lines that would change what Godwit believes about the session are refused: a `TYPE A` that it
/// does not know of would spoil the next file.
package struct VerbatimCommand: Sendable, Hashable {
    /// Why a line is not sent.
    package enum Refusal: Error, Sendable, Hashable {
        case empty
        /// CR, LF or NUL would make two commands of it (RFC 959 §5.3.1).
        case forbiddenOctet
        /// The verb belongs to Godwit, which has a command of its own for it.
        case reserved(verb: String, instead: String)
    }

    /// The line, ready to be sent; passwords in it never show.
    package let command: Command

    /// - Parameter line: verb and argument without the end of line.
    package init(_ line: String) throws(Refusal) {
        let verb = line.prefix { $0 != " " }.uppercased()
        if verb.isEmpty { throw .empty }
        if let instead = Self.reserved[verb] { throw .reserved(verb: verb, instead: instead) }
        do throws(ProtocolError) {
            command = try Command(.verbatim, octets: Array(line.utf8), isSecret: verb == "ACCT")
        } catch { throw .forbiddenOctet }
    }

    private static let reserved = [
        "USER": "user", "PASS": "user", "REIN": "close", "QUIT": "close", "CWD": "cd",
        "XCWD": "cd", "CDUP": "cd ..", "XCUP": "cd ..", "TYPE": "set ascii", "MODE": "get",
        "STRU": "get", "REST": "get --range", "RETR": "get", "STOR": "put", "STOU": "put",
        "APPE": "put --append", "LIST": "ls", "NLST": "ls --names", "MLSD": "ls", "PASV": "get",
        "EPSV": "get", "LPSV": "get", "PORT": "set active", "EPRT": "set active",
        "LPRT": "set active", "ABOR": "Ctrl-C", "AUTH": "set tls", "PROT": "set tls",
        "PBSZ": "set tls", "CCC": "--clear-control", "ADAT": "set tls", "HOST": "open",
    ]
}

extension VerbatimCommand.Refusal: CustomStringConvertible {
    /// One line that says what to do.
    package var description: String {
        switch self {
        case .empty: "give the line that shall be sent"
        case .forbiddenOctet: "a line cannot hold CR, LF or NUL"
        case .reserved(let verb, let instead):
            "\(verb) would put the session out of step; use \(instead)"
        }
    }
}
