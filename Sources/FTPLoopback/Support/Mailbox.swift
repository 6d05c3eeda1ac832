internal import FTPTransport
internal import Glibc

/// Messages from any thread to one thread that waits in `poll(2)`.
final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Monitor<[Message]>([])
    private let readEnd: Descriptor
    private let writeEnd: Descriptor

    /// Readable while messages wait.
    var number: Int32 { readEnd.rawValue }

    init() throws(TransportError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw .system(call: "pipe", errno: errno) }
        readEnd = Descriptor(owning: ends[0])
        writeEnd = Descriptor(owning: ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    func post(_ message: Message) {
        messages.withLock { messages in
            messages.append(message)
            // One octet in the pipe as long as messages wait: the pipe can never fill up.
            if messages.count == 1 { _ = write(writeEnd.rawValue, [0], 1) }
        }
    }

    func takeAll() -> [Message] {
        messages.withLock { messages in
            guard !messages.isEmpty else { return [] }
            var octet: UInt8 = 0
            _ = read(readEnd.rawValue, &octet, 1)
            defer { messages = [] }
            return messages
        }
    }
}
