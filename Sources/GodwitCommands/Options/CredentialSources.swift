internal import FTPClient
internal import FTPProtocol
@preconcurrency internal import Glibc

/// Finds out who logs in: URL and options, then `--password-command`, the bookmark's own command,
/// `~/.netrc`, the desktop's keyring, the terminal.
package struct CredentialSources {
    let url: FTPURL
    let options: ConnectionOptions

    /// Whether nothing may be run or asked: for completion, while somebody types.
    @TaskLocal static var isSilent = false

    /// The hosts of `~/.netrc`, for completion.
    package static var knownHosts: [String] {
        guard let home = StateFolder.variable("HOME"),
            let text = TextFile.read(home + "/.netrc")
        else { return [] }
        return Netrc(text).entries.compactMap(\.machine)
    }

    func credentials() throws(CommandFailure) -> Credentials {
        let user = options.user ?? url.user
        let account = options.account.map { Secret($0) }
        if let password = url.password {
            return Credentials(user: user ?? "anonymous", password: password, account: account)
        }
        if let command = try passwordCommand(for: user) {
            return Credentials(
                user: user ?? "anonymous", password: try Self.run(command), account: account)
        }
        if let entry = try netrc()?.entry(host: url.host, user: user), let password = entry.password
        {
            try refuseSharedSecrets(of: user ?? entry.login)
            return Credentials(
                user: user ?? entry.login ?? "anonymous", password: Secret(password),
                account: account ?? entry.account.map { Secret($0) })
        }
        guard let user, user != "anonymous", user != "ftp" else {
            var credentials = Credentials.anonymous
            credentials.user = user ?? credentials.user
            credentials.account = account
            return credentials
        }
        let password = Self.isSilent ? nil : SecretTool.password(host: url.host, user: user)
        // Asked for when the server wants one and nobody knows it.
        return Credentials(user: user, password: password, account: account)
    }

    /// The option's, or that of this server's and user's bookmark; without a user there is nothing
    /// to look up.
    private func passwordCommand(for user: String?) throws(CommandFailure) -> String? {
        if let command = options.passwordCommand { return command }
        guard let user, !Self.isSilent else { return nil }
        return try BookmarkFile.load().bookmark(for: url, user: user)?.passwordCommand
    }

    /// Asks a person for the password that a server wants.
    static func answer(_ question: PasswordQuestion) -> Secret? {
        if isSilent { return nil }
        let kind = question.challenge.map { "One-time password (\($0.text))" } ?? "Password"
        return ask("\(kind) for \(question.user)@\(question.host): ")
    }

    /// A file that was named must be readable; the usual one may be missing.
    private func netrc() throws(CommandFailure) -> Netrc? {
        if let named = options.netrc {
            guard let text = TextFile.read(named) else {
                throw CommandFailure(.configuration, "cannot read the netrc file \(named)")
            }
            return Netrc(text)
        }
        guard let home = StateFolder.variable("HOME") else { return nil }
        return TextFile.read(home + "/.netrc").map { Netrc($0) }
    }

    /// As ftp(1) and ncftp do: a `~/.netrc` that others can read keeps no secret. A file that was
    /// named with --netrc may be one that the system shares on purpose.
    private func refuseSharedSecrets(of user: String?) throws(CommandFailure) {
        guard options.netrc == nil, user != "anonymous", user != "ftp",
            let home = StateFolder.variable("HOME")
        else { return }
        var status = stat()
        guard stat(home + "/.netrc", &status) == 0, status.st_mode & 0o077 != 0 else { return }
        throw CommandFailure(
            .configuration, "~/.netrc holds a password and others can read it: chmod 600 ~/.netrc")
    }

    /// The first line that a shell command prints; its errors go to the terminal.
    static func run(_ command: String) throws(CommandFailure) -> Secret {
        guard let output = Interrupts.unblocked({ popen(command, "r") }) else {
            throw CommandFailure(.configuration, "cannot run the password command")
        }
        var octets: [UInt8] = []
        while true {
            let character = fgetc(output)
            if character == EOF { break }
            octets.append(UInt8(truncatingIfNeeded: character))
        }
        guard pclose(output) == 0 else {
            throw CommandFailure(.configuration, "the password command failed; nothing was sent")
        }
        return Secret(Array(octets.prefix { $0 != 0x0A && $0 != 0x0D }))
    }

    /// Asks on the terminal without echo; nil where there is none, so that no script ever waits.
    static func ask(_ prompt: String) -> Secret? {
        guard CommandContext.current.mayAsk else { return nil }
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0, isatty(STDIN_FILENO) == 1 || isatty(STDERR_FILENO) == 1 else {
            return nil
        }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(terminal, TCSAFLUSH, &silent)
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        _ = prompt.utf8CString.withUnsafeBytes { write(terminal, $0.baseAddress, $0.count - 1) }
        defer { _ = write(terminal, "\n", 1) }
        return line(from: terminal).map { Secret($0) }
    }

    /// A line that a person types; nil at the end of input, or when the task is cancelled: Ctrl-C
    /// reaches another thread than the one that waits here.
    private static func line(from terminal: Int32) -> [UInt8]? {
        var octets: [UInt8] = []
        while !Task.isCancelled {
            var source = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            guard poll(&source, 1, 100) > 0 else { continue }
            var octet: UInt8 = 0
            guard read(terminal, &octet, 1) == 1 else { return nil }
            if octet == 0x0A { return octets }
            octets.append(octet)
        }
        return nil
    }
}

/// Small text files of the user's.
package enum TextFile {
    /// The text of a file of at most 1 MiB; nil when it cannot be read.
    package static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var isWhole = true
        // Not filled with zeros: that takes longer than to read what such files hold.
        let octets = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
            while count < buffer.count {
                let step = Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                isWhole = step >= 0
                guard step > 0 else { break }
                count += step
            }
        }
        return isWhole ? String(decoding: octets, as: UTF8.self) : nil
    }
}
