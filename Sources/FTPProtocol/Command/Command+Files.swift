extension Command {
    /// `SITE CHMOD`: not of any RFC, yet what servers on Unix answer to.
    /// - Parameter mode: 0 to 0o7777; sent in octal digits.
    package static func permissions(_ mode: UInt16, of path: RemotePath) -> Command {
        let digits = String(mode & 0o7777, radix: 8)
        let padding = String(repeating: "0", count: max(0, 3 - digits.count))
        return Command(.site, before: "CHMOD \(padding)\(digits) ", path)
    }

    /// `MFF UNIX.mode=0644; path`: permission bits as a fact (draft-somers-ftp-mfxx-04 §5.1).
    package static func permissionsFact(_ mode: UInt16, of path: RemotePath) -> Command {
        let digits = String(mode & 0o7777, radix: 8)
        let padding = String(repeating: "0", count: 4 - digits.count)
        return Command(.mff, before: "UNIX.mode=\(padding)\(digits); ", path)
    }

    /// `SITE SYMLINK target path`: ProFTPD's mod_site_misc makes a symbolic link so. It cannot say
    /// names with blanks.
    /// - Throws: ``ProtocolError/forbiddenOctet(verb:)`` for a blank in the first name.
    package static func symbolicLink(
        to target: RemotePath, at path: RemotePath
    ) throws(ProtocolError) -> Command {
        let blank = UInt8(ascii: " ")
        if target.octets.contains(blank) || path.octets.contains(blank) {
            throw .forbiddenOctet(verb: "SITE SYMLINK")
        }
        return Command(
            .site, before: "SYMLINK ", target,
            behind: try RemotePath(octets: [blank] + path.octets))
    }
}

/// A way to set a file's modification time. No RFC has one, so servers have several.
package enum ModificationTimeMethod: Sendable, Hashable, CaseIterable {
    /// `MFMT 20261121104640 path` (draft-somers-ftp-mfxx-04 §3.1), in UTC.
    case mfmt
    /// `MFF modify=20261121104640; path` (draft-somers-ftp-mfxx-04 §5.1), in UTC.
    case mff
    /// `SITE UTIME path atime mtime ctime UTC`: Pure-FTPd, ProFTPD's mod_site_misc.
    case siteUtimeOfThree
    /// `SITE UTIME 20261121104640 path`: others.
    case siteUtime
    /// `MDTM 20261121104640 path`: vsftpd with `mdtm_write`, Serv-U.
    case mdtm

    /// What to try, in this order, until the server accepts one.
    ///
    /// MFMT and MFF only where FEAT names them; the others are hardly ever named and are tried all
    /// the same: a server that does not know them takes the words for a file that does not exist.
    package static func ladder(for features: FeatureSet) -> [ModificationTimeMethod] {
        let site = features.parameters(of: "SITE").joined(separator: " ").uppercased()
        let ladder: [ModificationTimeMethod] =
            site.contains("UTIME")
            ? [.siteUtimeOfThree, .siteUtime, .mdtm] : [.mdtm, .siteUtimeOfThree, .siteUtime]
        let named: [ModificationTimeMethod] =
            (features.has("MFMT") ? [.mfmt] : []) + (features.changesFact("modify") ? [.mff] : [])
        return named + ladder
    }

    /// The command line.
    package func command(
        _ time: FTPTime, for path: RemotePath
    ) throws(ProtocolError) -> Command {
        let value = time.timeValue
        return switch self {
        case .mfmt: Command(.mfmt, before: "\(value) ", path)
        case .mff: Command(.mff, before: "modify=\(value); ", path)
        case .siteUtimeOfThree:
            Command(
                .site, before: "UTIME ", path,
                behind: try RemotePath(" \(value) \(value) \(value) UTC"))
        case .siteUtime: Command(.site, before: "UTIME \(value) ", path)
        case .mdtm: Command(.mdtm, before: "\(value) ", path)
        }
    }
}
