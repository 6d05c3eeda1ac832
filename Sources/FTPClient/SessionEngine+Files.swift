internal import FTPProtocol

/// Commands about names: one reply each, no data connection.
extension SessionEngine {
    /// Sends a command about a path; what is not 2yz is an error.
    @discardableResult
    func change(_ command: Command, of path: RemotePath) throws(FTPError) -> Reply {
        let reply = try ask(command)
        if reply.kind == .completion { return reply }
        throw try refusal(of: command.verb, path, reply)
    }

    /// 550 says both "not there" and "not allowed" (RFC 959 §4.2.2): a look tells which.
    func refusal(
        of verb: Command.Verb, _ path: RemotePath, _ reply: Reply
    ) throws(FTPError) -> FTPError {
        switch reply.code {
        case 550 where try isMissing(path): FTPError(.noSuchFile(verb, reply))
        case 530, 532, 534, 550, 553, 521: FTPError(.notPermitted(verb, reply))
        case 452, 552: FTPError(.remoteFull(verb, reply))
        case 400...499: FTPError(TransferFault.reply(reply))
        default: FTPError(.refused(verb, reply))
        }
    }

    private func isMissing(_ path: RemotePath) throws(FTPError) -> Bool {
        do throws(FTPError) {
            _ = try enquire { engine throws(EnquiryStop) in try engine.entry(at: path) }
            return false
        } catch {
            if error.code == .noSuchFile { return true }
            throw error
        }
    }

    private func isFolder(_ path: RemotePath) throws(FTPError) -> Bool {
        try enquire { engine throws(EnquiryStop) in try engine.canEnter(path) }
    }

    /// MKD; with `parents` the folders above as well, and one that is there is not an error.
    func makeFolder(_ path: RemotePath, parents: Bool) throws(FTPError) {
        let first = try ask(Command(.mkd, path))
        if first.kind == .completion { return }
        guard parents else {
            if try isFolder(path) { throw FTPError(.notPermitted(.mkd, first)) }
            throw try refusal(of: .mkd, path.parent, first)
        }
        // Servers refuse a folder that exists with 550, 521 or 450 (QUIRKS 56).
        if try isFolder(path) { return }
        var ancestors: [RemotePath] = []
        var parent = path.parent
        while !parent.octets.isEmpty, !parent.isRoot, ancestors.last != parent {
            ancestors.append(parent)
            parent = parent.parent
        }
        for ancestor in ancestors.reversed() { _ = try ask(Command(.mkd, ancestor)) }
        let last = try ask(Command(.mkd, path))
        if last.kind == .completion { return }
        if try isFolder(path) { return }
        throw try refusal(of: .mkd, path.parent, last)
    }

    /// RNFR and RNTO, and a look whether it was done (QUIRKS 57).
    func rename(
        _ source: RemotePath, to target: RemotePath, replacing: Bool
    ) throws(FTPError) {
        let first = try renameOnce(source, to: target)
        if first.kind == .completion { return try confirmRename(source, target, first) }
        guard replacing, [550, 553, 521].contains(first.code), try !isFolder(target) else {
            throw try refusal(of: .rnto, target.parent, first)
        }
        guard try ask(Command(.dele, target)).kind == .completion else {
            throw try refusal(of: .rnto, target.parent, first)
        }
        let second = try renameOnce(source, to: target)
        guard second.kind == .completion else {
            throw try refusal(of: .rnto, target.parent, second)
        }
        try confirmRename(source, target, second)
    }

    private func renameOnce(
        _ source: RemotePath, to target: RemotePath
    ) throws(FTPError) -> Reply {
        let ready = try ask(Command(.rnfr, source))
        guard ready.kind == .intermediate else { throw try refusal(of: .rnfr, source, ready) }
        return try ask(Command(.rnto, target))
    }

    private func confirmRename(
        _ source: RemotePath, _ target: RemotePath, _ reply: Reply
    ) throws(FTPError) {
        guard source != target else { return }
        let verb = features.supportsMLST ? Command.Verb.mlst : .size
        let looks: (before: Reply, after: Reply)
        do throws(Interruption) {
            looks = try exchange(Command(verb, source), Command(verb, target))
        } catch { throw FTPError(error) }
        guard looks.before.kind == .completion, looks.after.code == 550 else { return }
        // SIZE is refused for folders too.
        if verb == .size, try isFolder(target) { return }
        throw FTPError(
            .verificationFailed, "the server says that it renamed \(source), but it did not",
            verb: .rnto, reply: reply, advice: "the file still has its old name")
    }

    /// Sets permission bits by SITE CHMOD, or by MFF where that is unknown and FEAT names it.
    func setPermissions(_ mode: UInt16, of path: RemotePath) throws(FTPError) {
        let reply = try ask(.permissions(mode, of: path))
        if reply.kind == .completion { return }
        guard (500...504).contains(reply.code), features.changesFact("unix.mode") else {
            throw try refusal(of: .site, path, reply)
        }
        try change(.permissionsFact(mode, of: path), of: path)
    }

    /// Sets the modification time by whatever the server knows.
    func setModificationTime(_ time: FTPTime, of path: RemotePath) throws(FTPError) {
        var refusal: (Command.Verb, Reply)?
        for method in ModificationTimeMethod.ladder(for: features) {
            if let known = timeMethod, known != method { continue }
            let command: Command
            do throws(ProtocolError) { command = try method.command(time, for: path) } catch {
                throw FTPError(error)
            }
            let reply = try ask(command)
            if reply.kind == .completion {
                timeMethod = method
                return
            }
            refusal = refusal ?? (command.verb, reply)
        }
        guard let (verb, reply) = refusal else { return }
        if try isMissing(path) { throw FTPError(.noSuchFile(verb, reply)) }
        throw FTPError(
            .notPermitted, "the server sets no modification times", verb: verb, reply: reply,
            advice:
                "it knows none of MFMT, MFF, SITE UTIME and MDTM with a time, or does not allow it")
    }
}

extension RemotePath {
    fileprivate var isRoot: Bool { octets == [UInt8(ascii: "/")] }
}
