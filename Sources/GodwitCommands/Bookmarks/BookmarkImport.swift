internal import FTPProtocol
internal import FoundationEssentials

/// Bookmarks of other programs, read from the text of their files.
struct BookmarkImport {
    /// A bookmark as it was found, and what could not be taken over.
    struct Result: Equatable {
        var bookmarks: [Bookmark] = []
        /// One line for each entry that was left out.
        var omissions: [String] = []
    }

    /// Whose file it is.
    enum Source: String, CaseIterable {
        case lftp, ncftp, filezilla

        /// Where the program keeps it, below the home; the first that exists counts.
        var usualPaths: [String] {
            switch self {
            case .lftp: [".local/share/lftp/bookmarks", ".lftp/bookmarks"]
            case .ncftp: [".ncftp/bookmarks"]
            case .filezilla:
                [".config/filezilla/sitemanager.xml", ".filezilla/sitemanager.xml"]
            }
        }
    }

    private let keepsPasswords: Bool
    private(set) var result = Result()

    /// - Parameter keepsPasswords: false drops the passwords that stand in the file.
    init(keepsPasswords: Bool) { self.keepsPasswords = keepsPasswords }

    mutating func read(_ text: String, of source: Source) {
        switch source {
        case .lftp: readLftp(text)
        case .ncftp: readNcftp(text)
        case .filezilla: readFileZilla(text)
        }
    }

    // MARK: lftp: a name, a blank, a URL

    private mutating func readLftp(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
            guard words.count == 2 else { continue }
            add(String(words[0]), url: words[1].trimmingSuffix(while: \.isWhitespace))
        }
    }

    // MARK: ncftp: commas between fields, `$2c` for octets that would be in the way

    private mutating func readNcftp(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline).dropFirst(2) {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                .map(Self.ncftpField)
            guard fields.count > 7, !fields[1].isEmpty else { continue }
            var site = Site(name: fields[0], host: fields[1])
            site.user = fields[2]
            site.password = Self.ncftpPassword(fields[3])
            site.folder = fields[5]
            site.port = UInt16(fields[7])
            add(site)
        }
    }

    private static func ncftpField(_ field: Substring) -> String {
        var octets: [UInt8] = []
        var rest = Array(field.utf8)[...]
        while let octet = rest.popFirst() {
            if octet == UInt8(ascii: "$"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                octets.append(code)
                rest = rest.dropFirst(2)
            } else {
                octets.append(octet)
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func ncftpPassword(_ field: String) -> String {
        let mark = "*encoded*"
        guard field.hasPrefix(mark) else { return field }
        let octets = base64(String(field.dropFirst(mark.count))) ?? []
        return String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func base64(_ text: String) -> [UInt8]? {
        Data(base64Encoded: text).map { Array($0) }
    }

    // MARK: FileZilla: sitemanager.xml

    private mutating func readFileZilla(_ text: String) {
        var scanner = XMLScanner(text)
        var site: [String: String]?
        var encoding: String?
        while let token = scanner.next() {
            switch token {
            case .open("Server", _): site = [:]
            case .open("Pass", let attributes): encoding = attributes["encoding"]
            case .open: break
            case .text(let element, let text): site?[element, default: ""] += text
            case .close("Server"):
                if let site { addFileZilla(site, passwordEncoding: encoding) }
                site = nil
                encoding = nil
            case .close: break
            }
        }
        if scanner.isMalformed { result.omissions.append("the file ends in the middle of a tag") }
    }

    private mutating func addFileZilla(_ found: [String: String], passwordEncoding: String?) {
        let host = found["Host"] ?? ""
        var site = Site(name: found["Name"] ?? host, host: host)
        // 0: FTP with TLS where it is offered; 3: implicit; 4: explicit; 6: never.
        switch found["Protocol"] {
        case "3": site.scheme = .ftps
        case "4": site.scheme = .ftpes
        case "0", "6", nil: site.scheme = .ftp
        default:
            result.omissions.append("\(site.name): not FTP")
            return
        }
        site.port = found["Port"].flatMap { UInt16($0) }
        site.user = found["User"] ?? ""
        let password = found["Pass"] ?? ""
        site.password =
            passwordEncoding == "base64"
            ? String(decoding: Self.base64(password) ?? [], as: UTF8.self) : password
        if passwordEncoding == "crypt" { site.password = "" }
        site.folder = Self.fileZillaFolder(found["RemoteDir"] ?? "")
        site.localFolder = found["LocalDir"]
        add(site)
    }

    /// `1 0 3 pub 5 files`: a kind, a prefix, then each part behind its length.
    private static func fileZillaFolder(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        func number() -> Int? {
            let digits = rest.prefix { $0 != UInt8(ascii: " ") }
            rest = rest.dropFirst(digits.count + 1)
            return Int(String(decoding: digits, as: UTF8.self))
        }
        guard number() == 1, number() == 0 else { return "" }
        var path = ""
        while let length = number(), length > 0, length <= rest.count {
            path += "/" + String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length + 1)
        }
        return path
    }

    // MARK: Adding

    private struct Site {
        var name: String
        var host: String
        var scheme = FTPURL.Scheme.ftp
        var port: UInt16?
        var user = ""
        var password = ""
        var folder = ""
        var localFolder: String?
    }

    private mutating func add(_ site: Site) {
        let host = site.host.contains(":") ? "[\(site.host)]" : site.host
        var text = "\(site.scheme.rawValue)://"
        if !site.user.isEmpty {
            text += Self.escaped(site.user)
            if !site.password.isEmpty { text += ":" + Self.escaped(site.password) }
            text += "@"
        }
        text += host + (site.port.map { ":\($0)" } ?? "") + "/"
        text += Self.escaped(site.folder, keeping: "/").replacingLeadingSlash
        add(site.name, url: text, localFolder: site.localFolder)
    }

    private mutating func add(_ name: String, url: String, localFolder: String? = nil) {
        let place: FTPURL
        do throws(FTPURLError) { place = try FTPURL(url) } catch {
            result.omissions.append("\(name): \(error)")
            return
        }
        let plain = String(name.map { Bookmark.isName(String($0)) ? $0 : "-" })
        let unique = Self.unused(plain.isEmpty ? place.host : plain, in: result.bookmarks)
        guard Bookmark.isName(unique) else {
            result.omissions.append("\(name): cannot be a name here")
            return
        }
        if place.password != nil, !keepsPasswords {
            result.omissions.append("\(name): taken over without its password")
        }
        result.bookmarks.append(
            Bookmark(
                name: unique, url: keepsPasswords ? place : place.withoutPassword,
                localFolder: localFolder.flatMap { $0.isEmpty ? nil : $0 }))
    }

    private static func unused(_ name: String, in bookmarks: [Bookmark]) -> String {
        var candidate = name
        var number = 2
        while bookmarks.contains(where: { $0.name == candidate }) {
            candidate = "\(name)-\(number)"
            number += 1
        }
        return candidate
    }

    private static func escaped(_ text: String, keeping kept: String = "") -> String {
        text.utf8.map { octet in
            let scalar = Unicode.Scalar(octet)
            let isPlain =
                octet < 0x80
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "-._~\(kept)".utf8.contains(octet) { return String(Character(scalar)) }
            let digits = String(octet, radix: 16, uppercase: true)
            return octet < 0x10 ? "%0\(digits)" : "%\(digits)"
        }.joined()
    }
}

extension String {
    /// A path from the root as URLs write it (RFC 1738 §3.2.2).
    fileprivate var replacingLeadingSlash: String {
        hasPrefix("/") ? "%2F" + dropFirst() : self
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while isPart: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let last = text.last, isPart(last) { text.removeLast() }
        return String(text)
    }
}
