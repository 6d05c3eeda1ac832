internal import FTPClient
internal import FTPProtocol
@preconcurrency internal import Glibc

/// Where the dialogue goes: standard error with `--verbose`, a file with `--log`.
struct DialogueLog: Sendable {
    private let isVerbose: Bool
    private let isQuiet: Bool
    private let console = Console.shared
    private let file: LogFile?

    init(_ output: OutputOptions) throws(CommandFailure) {
        isVerbose = output.verbose
        isQuiet = output.quiet
        guard let path = output.log else {
            file = nil
            return
        }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.cannotCreate, "cannot write the log \(path)")
        }
        file = LogFile(descriptor)
    }

    /// - Parameter side: whose dialogue it is, where there are two.
    func write(_ line: DialogueLine, of side: CopySide? = nil) {
        guard isVerbose || file != nil else { return }
        let direction =
            switch line.direction {
            case .sent: ">"
            case .received: "<"
            case .remark: "*"
            }
        let mark = side.map { "\($0.rawValue) \(direction)" } ?? direction
        if isVerbose { console.say("\(mark) \(line.text)") }
        guard let file else { return }
        let text = "\(Self.timestamp()) \(mark) \(line.text)\n"
        _ = text.utf8CString.withUnsafeBytes {
            Glibc.write(file.descriptor, $0.baseAddress, $0.count - 1)
        }
    }

    /// Tells a person what is no error and should be known.
    func note(_ notice: SessionNotice) {
        guard !isQuiet else { return }
        switch notice {
        case .passwordInClear(let host):
            console.say(
                "godwit: \(host) offers no TLS: the password travels in clear "
                    + "(--tls require refuses that, --tls off says that it is meant)")
        case .oneTimePassword(let challenge):
            console.say(
                "godwit: the server wants a one-time password for \(challenge.text); the "
                    + "password that was given is sent (give none to be asked)")
        case .idleLimitLearnt(let host, let limit, let interval):
            let next =
                interval.map { "from now on its silence is broken every \(Quantity.time($0))" }
                ?? "--keepalive auto breaks its silence in time"
            console.say(
                "godwit: the path to \(host) forgets idle connections after about "
                    + "\(Quantity.time(limit)); \(next)")
        case .sessionCapLearnt(let host, let sessions):
            console.say(
                "godwit: \(host) takes about \(sessions) of our sessions at a time; "
                    + "close some, or wait for transfers to end")
        }
    }

    /// The local time as `2026-11-21 10:46:40`.
    private static func timestamp() -> String {
        var now = time(nil)
        var parts = tm()
        localtime_r(&now, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            strftime(base, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
            return String(cString: base)
        }
    }
}

/// A log that is appended to line by line, and closed with the last session that writes to it.
private final class LogFile: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
