internal import FoundationEssentials

/// A line of a result file.
///
/// The result file is the journal as well: what happened to a line of the list is the last thing
/// that was written about it.
struct BatchRecord: Codable, Equatable {
    enum Event: String, Codable {
        /// What earlier runs did is to be forgotten.
        case fresh
        /// The transfer begins.
        case start
        /// It has succeeded.
        case done
        /// It has failed.
        case error
        /// The command of `--on-complete` has ended.
        case command
    }

    let event: Event
    /// What ``BatchEntry/what`` says; a line that cannot be read as it is.
    let what: String
    /// The number of the line when it was written; a list may be edited between runs.
    var line: Int
    /// How often it was begun, all runs together.
    var attempts: Int?
    /// Octets of the whole file.
    var bytes: UInt64?
    /// Octets that crossed the network in the attempt that succeeded.
    var moved: UInt64?
    /// What the success rests on.
    var confirmed: String?
    var seconds: Double?
    /// How it ended, as an exit status.
    var status: Int32?
    /// Why it failed, with the server's line.
    var error: String?
    /// When it was written, in UTC by ISO 8601.
    var time: String?

    init(_ event: Event, of what: String, line: Int) {
        self.event = event
        self.what = what
        self.line = line
    }

    /// Reads a line of a result file; nil for one that makes no sense, or was cut off.
    init?(line: ArraySlice<UInt8>) {
        guard let record = try? JSONDecoder().decode(Self.self, from: Data(line)) else {
            return nil
        }
        self = record
    }
}
