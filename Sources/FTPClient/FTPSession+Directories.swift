public import FTPProtocol
internal import FTPTransport

extension FTPSession {
    /// Lists a folder with MLSD, or LIST where FEAT does not name MLST, entry by entry.
    ///
    /// The entries are handed over as they arrive, on the session's thread. `.` and `..` are
    /// left out. A connection that is lost on the way is opened anew and the folder listed again,
    /// from where the first answer broke off. An empty folder answered by `550` or `450` is *not* an error (QUIRKS 59).
    /// - Parameters:
    ///   - path: the folder; an empty path is the one after the login. A file lists itself
    ///     where the server does so.
    ///   - showsHidden: whether LIST is asked for names that begin with a dot as well; MLSD tells
    ///     them anyway.
    ///   - now: the present in seconds since 1970, by which year-less dates are read.
    ///   - each: told every entry.
    public func list(
        _ path: RemotePath, showsHidden: Bool = false, now: Int64,
        each: @escaping @Sendable (ListingEntry) -> Void
    ) async throws(FTPError) {
        try await recite(each) { engine, recital throws(EnquiryStop) in
            try engine.list(path, showsHidden: showsHidden, now: now, to: recital)
        }
    }

    /// Lists the names in a folder by NLST: entries whose kind is not known.
    ///
    /// A connection that is lost on the way is opened anew, as ``list(_:showsHidden:now:each:)``
    /// does. An empty folder answered by `550` or `450` is *not* an error (QUIRKS 59).
    /// - Parameters:
    ///   - path: the folder; an empty path is the one after the login.
    ///   - each: told every name, without the folder, on the session's thread.
    public func names(
        in path: RemotePath, each: @escaping @Sendable (ListingEntry) -> Void
    ) async throws(FTPError) {
        try await recite(each) { engine, recital throws(EnquiryStop) in
            try engine.names(in: path, to: recital)
        }
    }

    /// Asks for entries, again from where the answer broke off as long as each time tells more.
    private func recite(
        _ each: @escaping @Sendable (ListingEntry) -> Void,
        _ ask: @escaping @Sendable (SessionEngine, Recital) throws(EnquiryStop) -> Void
    ) async throws(FTPError) {
        try await perform { engine throws(FTPError) in
            let recital = Recital(each)
            var before = 0
            try engine.enquire(hasMore: { recital.told > before }) { engine throws(EnquiryStop) in
                before = recital.told
                recital.begin()
                try ask(engine, recital)
            }
        }
    }

    /// Describes one file or folder with MLST, or with SIZE and MDTM where the server lacks it.
    /// - Throws: ``FTPError`` with ``FTPError/Code/noSuchFile`` when the server knows no such
    ///   name.
    public func entry(at path: RemotePath) async throws(FTPError) -> ListingEntry {
        try await perform { engine throws(FTPError) in
            try engine.enquire { engine throws(EnquiryStop) in try engine.entry(at: path) }
        }
    }
}
