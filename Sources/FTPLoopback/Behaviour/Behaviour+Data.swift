extension Behaviour {
    /// Opening data connections.
    package struct Passive: Sendable {
        /// The answer to EPSV or PASV.
        package enum Answer: Sendable {
            /// As the RFC has it.
            case works
            /// EPSV is answered 227, PASV 229 (33).
            case inOtherForm
            /// 500, 522 or anything else (34).
            case refused(Script)
            /// The port that is named has no listener (34).
            case unreachable
        }

        /// How 227 writes its six numbers (32).
        package enum Shape: Sendable { case parentheses, bare, multiLine }

        package var epsv = Answer.works
        package var pasv = Answer.works
        package var shape = Shape.parentheses
        /// The IPv4 address in 227; nil is the one that the client connected to (30, 31).
        package var advertisedAddress: String?
        /// A data connection from an address other than the control connection's is refused (35).
        package var requiresSamePeer = false
        /// How long the server waits for the data connection before it answers 425.
        package var patience = Duration.seconds(30)

        package init() {}
    }

    /// Transfers of files and listings.
    package struct Transfers: Sendable {
        /// 150, or 125 (20).
        package var preliminary: Script = "150 Here it comes."
        /// The final reply: another code (19), late (18), `.silence`, or 451 after all data.
        package var completion: Script = "226 Done."
        /// The final reply is sent together with the preliminary one (16).
        package var completionComesFirst = false
        /// The data connection is left open after the last octet (17).
        package var neverEndsData = false
        /// Behind an upload the server says things that mean nothing, for as long as somebody is
        /// there to hear them, and replies only then.
        package var talksBehindUploads = false
        /// At most so many octets a second, in slices of a hundredth of that.
        package var octetsPerSecond: Int?
        /// The data connection is cut when the control connection is lost.
        package var endsWithControl = false

        package init() {}
    }

    /// The files and what may be done with them.
    package struct Files: Sendable {
        /// What STOR does about a REST that was answered 350.
        package enum Restart: Sendable {
            case works
            /// 451 (45).
            case refused
            /// The file is truncated and written from its start (46).
            case ignored
        }

        /// What a session that was lost during an upload still does (52).
        package enum Ghost: Sendable {
            /// The file is in use and answered 550.
            case holdsFile(Duration)
            /// The last octets are still being written: SIZE keeps growing.
            case keepsWriting(octets: Int, during: Duration)
        }

        package var storeAfterRest = Restart.works
        /// REST is forgotten unless the transfer command comes next (47).
        package var forgetsRest = false
        /// REST beyond it is answered `450 Invalid argument` by RETR (48).
        package var largestOffset: Int?
        /// The answer to RETR when REST equals the size; nil sends nothing and 226 (50).
        package var retrieveAtEnd: Script?
        /// SIZE is refused in TYPE A (55).
        package var refusesSizeInASCII = false
        /// Added to every SIZE that is reported (51).
        package var sizeError = 0
        /// Added to every time that is reported: a server that uses its own time zone (62).
        package var secondsFromUTC = 0
        /// MLST and MLSD have the `unique` fact.
        package var tellsUnique = false
        /// Nothing in it can be seen by SIZE, MDTM, MLST or a hash: a folder for letters.
        package var showsNothing = false
        package var ghost: Ghost?
        /// An upload that was cut is removed (54).
        package var deletesAbortedUploads = false
        /// An upload is taken and answered 226, yet the file stays empty (58).
        package var discardsUploads = false
        /// The answer to a listing of an empty folder; nil lists nothing and 226 (59).
        package var emptyFolder: Script?
        /// What every listing sends in place of the truth (61, 66, 67).
        package var listing: FileContent?

        package init() {}
    }
}
