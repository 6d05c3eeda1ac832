internal import FTPProtocol
internal import FTPTransport

extension FTPSession {
    /// Whether a local file and a remote one have the same hash; nil where the server gives none.
    /// - Parameter octets: of the remote file: long ones take the server longer.
    func hasSameHash(
        _ path: RemotePath, _ file: LocalPath, octets: UInt64
    ) async throws(FTPError) -> Bool? {
        try await perform { engine throws(FTPError) in
            try engine.ensureConnected()
            guard let method = engine.hashMethod(forWhole: true) else { return nil }
            let query = HashQuery(method, of: path)
            let reply: Reply
            do throws(Interruption) { reply = try engine.ask(query, octets: octets) } catch {
                throw FTPError(error)
            }
            guard let theirs = query.hash(in: reply) else { return nil }
            do throws(TransportError) {
                let opened = try OpenFile(file)
                let count = try FileMetadata(of: opened.descriptor).octets
                let ours = RunningHash(theirs.algorithm)
                try ours.catchUp(to: UInt64(count), cancel: engine.cancel, opened.read)
                return ours.hash == theirs
            } catch { throw FTPError(cannotRead: "\(file)", error) }
        }
    }
}
