internal import FTPProtocol
internal import FTPTransport

extension LocalName {
    /// The path of a download that keeps its remote folders.
    /// - Parameter folder: the remote folder that becomes the local one.
    static func withFolders(
        _ path: RemotePath, below folder: RemotePath, in local: String?
    ) throws(CommandFailure) -> String {
        let prefix = folder.octets.isEmpty ? 0 : folder.octets.count
        let relative = path.octets.dropFirst(path.octets.starts(with: folder.octets) ? prefix : 0)
        var name = local ?? ""
        for component in relative.split(separator: UInt8(ascii: "/")) {
            let part = try of(try Self.path(component), in: nil)
            name += (name.isEmpty || name.hasSuffix("/") ? "" : "/") + part
        }
        if name.isEmpty { throw CommandFailure(.usage, "\(path) makes no local name") }
        return name
    }

    /// Makes the folder that a file goes into.
    static func makeFolder(of file: String) throws(CommandFailure) {
        let path = LocalPath(OctetText.octets(of: file))
        do throws(TransportError) { try path.folder.makeFolders() } catch {
            throw CommandFailure(.cannotCreate, "cannot create the folder of \(file): \(error)")
        }
    }

    private static func path(_ component: ArraySlice<UInt8>) throws(CommandFailure) -> RemotePath {
        do throws(ProtocolError) { return try RemotePath(octets: component) } catch {
            throw CommandFailure(.usage, "a name with a line break makes no local name")
        }
    }
}
