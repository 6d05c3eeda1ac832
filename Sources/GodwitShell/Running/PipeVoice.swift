@preconcurrency internal import Glibc
internal import GodwitCommands

/// What a command says that writes into a pipe: that the reader has read enough, as `head` does,
/// is no error.
final class PipeVoice: PersonOutput {
    private let console: Console
    private let descriptor: Int32

    init(_ console: Console, writingTo descriptor: Int32) {
        self.console = console
        self.descriptor = descriptor
    }

    /// Whether nobody reads any more.
    var readerIsGone: Bool {
        var end = pollfd(fd: descriptor, events: 0, revents: 0)
        return poll(&end, 1, 0) == 1 && end.revents & Int16(POLLERR) != 0
    }

    var drawsLiveLines: Bool { console.isTerminal }

    func say(_ line: String) {
        if line.hasPrefix("godwit: "), readerIsGone { return }
        console.say(line)
    }

    func draw(_ line: String) { console.draw(line) }
}
