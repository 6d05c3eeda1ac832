extension ServerCopy {
    package enum Action: Sendable, Hashable {
        /// Wait, then log in wherever no session is open, and tell what the servers are.
        case connect(after: Duration)
        /// Wait, then ask SIZE and MDTM.
        case look(CopySide, after: Duration)
        /// Copy from `offset` to the end.
        case pass(CopyWay, UploadMethod, offset: UInt64)
        /// Have both servers hash a part; `isWhole` when it is all of the source.
        case compare(Range<UInt64>, isWhole: Bool)
        case done(Confirmation, octets: UInt64?)
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    /// How a copy shall behave.
    package struct Policy: Sendable, Hashable {
        package var retry = RetryPolicy()
        package var verify = VerifyPolicy.auto
        package var onChange = OnChange.restart
        /// Whether this process may carry what the servers do not.
        package var relays = false
        /// The ways that are left of an earlier copy between the same servers; nil for all.
        package var ways: [CopyWay]?

        package init() {}
    }

    /// What the journal of a copy tells a later run.
    package struct Interrupted: Sendable, Hashable {
        /// The source when it was begun.
        package var version: RemoteVersion
        /// What stood in the target's place before.
        package var before: RemoteVersion?
        /// How it was sent last.
        package var method: UploadMethod

        package init(version: RemoteVersion, before: RemoteVersion?, method: UploadMethod) {
            self.version = version
            self.before = before
            self.method = method
        }
    }

    /// What a look at the source finds.
    package enum SourceLook: Sendable, Hashable {
        case found(RemoteVersion)
        /// The server's words.
        case missing(Reply)
    }

    /// Why the servers are looked at.
    enum Purpose: Sendable, Hashable {
        /// What is there before the first octet.
        case start
        /// A broken copy goes on once two looks at the target agree.
        case resume(Looks)
        /// Both servers said yes: is it all there?
        case confirm(Looks)
    }

    /// How the target looked the last time; a missing file is a look as well.
    enum Looks: Sendable, Hashable {
        case none
        case last(RemoteVersion?)
    }

    /// What the comparison that is waited for is about.
    enum Question: Sendable, Hashable {
        case none
        /// So many octets that the target holds, before more are joined to them.
        case held(UInt64)
        /// Everything, confirmed otherwise already.
        case whole(Confirmation)
    }
}

extension ServerCopy.Action: TransferAction {}
