internal import FTPProtocol
internal import Glibc

/// Patterns of local files, in the same words as remote ones.
enum LocalPattern {
    /// The files that a pattern stands for, in order; folders are passed over with a word.
    /// - Throws: ``CommandFailure`` with `noSuchFile` when there are none.
    static func files(fitting text: String) throws(CommandFailure) -> [String] {
        let octets = OctetText.octets(of: text)
        guard GlobPath.isPattern(octets) else {
            return [literal(text) ?? text]
        }
        let pattern: GlobPath
        do throws(GlobPath.Refusal) { pattern = try GlobPath(octets) } catch {
            throw CommandFailure(.usage, "the braces of \(text) stand for too many names")
        }
        var expansion = GlobExpansion(pattern)
        while let folder = expansion.nextFolder() { expansion.receive(names(in: folder)) }
        let files = expansion.matches.compactMap { match -> String? in
            let name = OctetText.text(of: match.path)
            if match.kind != .directory { return name }
            Console.shared.say("godwit: \(name): a folder, passed over")
            return nil
        }
        if files.isEmpty { throw CommandFailure(.noSuchFile, "no local file fits \(text)") }
        return files
    }

    /// A local name that is no pattern, without the `\` that a prompt puts before quoted signs.
    static func literal(_ text: String?) -> String? {
        text.map { OctetText.text(of: GlobPath.unescaping(OctetText.octets(of: $0))) }
    }

    /// The local names that begin with a prefix, folders with a slash.
    static func completions(of prefix: String) -> [String] {
        let name = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let folder = prefix.dropLast(name.count)
        return names(in: OctetText.octets(of: String(folder))).compactMap { entry in
            guard let text = String(validating: entry.octets, as: UTF8.self), text.hasPrefix(name),
                text != ".", text != ".."
            else { return nil }
            return folder + text + (entry.kind == .directory ? "/" : "")
        }
    }

    /// The entries of a local folder; none when it cannot be read. A link counts as what it leads
    /// to, except that `**` must not follow it.
    private static func names(in folder: [UInt8]) -> [GlobExpansion.Name] {
        let relative = folder.isEmpty ? "." : OctetText.text(of: folder)
        let path = CommandContext.current.local(relative)
        let octets = OctetText.octets(of: path).map { CChar(bitPattern: $0) } + [0]
        guard let stream = opendir(octets) else { return [] }
        defer { closedir(stream) }
        var names: [GlobExpansion.Name] = []
        while let entry = readdir(stream) {
            let octets = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            names.append(GlobExpansion.Name(octets, kind(of: entry.pointee.d_type)))
        }
        return names
    }

    private static func kind(of type: UInt8) -> ListingEntry.Kind {
        switch Int(type) {
        case Int(DT_DIR): .directory
        case Int(DT_LNK): .link
        case Int(DT_REG): .file
        default: .other
        }
    }
}
