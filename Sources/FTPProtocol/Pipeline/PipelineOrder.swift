/// How closely the commands of small files may follow each other on one server.
package enum PipelineOrder: String, Sendable, Hashable {
    /// The next file's questions leave together with the transfer command of this one; in active
    /// mode those of a few files as well.
    case early
    /// The transfer command leaves together with the SYN of its data connection; the next file's
    /// questions wait for the completion reply. In active mode the transfer command waits for the
    /// answer to PORT.
    case paired
    /// One file after the other, each by the rules of a transfer of its own.
    case single

    /// What a server gets that dislikes this order.
    package var milder: PipelineOrder { self == .early ? .paired : .single }
}
