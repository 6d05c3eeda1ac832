internal import FTPProtocol
internal import FTPTransport

/// The local end of an upload: a file that can be read again, or a stream that cannot.
struct UploadFile: ~Copyable {
    private let owned: OpenFile?
    let descriptor: Int32
    /// Where it comes from, for the journal; nil for a stream.
    let path: LocalPath?
    private(set) var metadata: FileMetadata

    init(_ source: FTPSession.UploadSource) throws(FTPError) {
        switch source {
        case .file(let name):
            try self.init(LocalPath(OctetText.octets(of: name)))
        case .descriptor(let descriptor):
            try self.init(stream: descriptor)
        }
    }

    private init(stream descriptor: Int32) throws(FTPError) {
        do throws(TransportError) { metadata = try FileMetadata(of: descriptor) } catch {
            throw FTPError(cannotRead: "standard input", error)
        }
        self.descriptor = descriptor
        path = nil
        owned = nil
    }

    init(_ name: LocalPath) throws(FTPError) {
        do throws(TransportError) {
            let file = try OpenFile(name)
            metadata = try FileMetadata(of: file.descriptor)
            descriptor = file.descriptor
            path = metadata.kind == .file ? name : nil
            owned = file
        } catch { throw FTPError(cannotRead: "\(name)", error) }
    }

    /// Whether it can be read from any offset, and again.
    var isFile: Bool { path != nil }

    /// Reads what was sent again; a stream has nothing to read.
    var reading: LocalReading {
        let file = isFile ? owned : nil
        return { count, offset throws(TransportError) in
            try file?.read(count, at: offset) ?? []
        }
    }

    /// Octets of the whole file; nil for a stream.
    var octets: UInt64? { isFile ? UInt64(metadata.octets) : nil }

    /// Makes sure that it is what the caller takes it for.
    func compare(with expected: FileHash?, cancel: CancelSignal) throws(FTPError) {
        let octets = octets
        try FTPError.compare(expected, advice: "nothing was sent; is it the right file?") {
            [reading] algorithm throws(TransportError) -> FileHash? in
            guard let octets else { return nil }
            return try LocalHashing(cancel: cancel, read: reading)
                .hash(0..<octets, by: algorithm, running: nil)
        }
    }

    /// Whether the file is another one than at the last look.
    mutating func hasChanged() -> Bool {
        guard isFile, let now = try? FileMetadata(of: descriptor), now != metadata else {
            return false
        }
        metadata = now
        return true
    }
}
