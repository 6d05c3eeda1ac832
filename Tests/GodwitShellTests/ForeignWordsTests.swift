import ArgumentParser
import FTPProtocol
import GodwitCommands
import Testing

@testable import GodwitShell

/// What fingers type that know other clients: it works, or the answer is a line that does.
struct ForeignWordsTests {
    /// Ten lines of everyday work in lftp.
    static let lftp = [
        "open -u bird ftp.example.org", "cd pub && ls -la", "get -c journey.iso -o /tmp/j.iso",
        "pget -n 5 journey.iso", "mget *.tar.gz", "put -O incoming report.pdf",
        "set ftp:ssl-force true", "mirror pub pub", "mirror -R --parallel=4 site www",
        "queue get journey.iso",
    ]

    /// Ten lines of everyday work in BSD's ftp.
    static let bsd = [
        "open ftp.example.org 2121", "user anonymous me@", "bin", "hash", "prompt", "passive",
        "dir", "mget *.txt", "put report.pdf", "bye",
    ]

    /// More of both.
    static let rest = [
        "open ftp://ftp.example.org", "cat README | less", "get a & jobs; wait all",
        "glob rm *.tmp", "mrm *.tmp", "du -hs pub",
        "find pub", "mv a b", "rm -r old", "mkdir -p a/b", "chmod 644 a", "cls -1", "reget a",
        "mput *.log", "bookmark add work", "set net:timeout 10", "set net:limit-rate 500000",
        "set ssl:verify-certificate no", "set ftp:passive-mode off", "!ls", "exit bg", "kill all",
        "repeat -c 2 ls", "lcd /tmp", "lpwd", "pwd", "quote SITE HELP", "site CHMOD 644 a",
        "user bird", "ascii", "binary", "type image", "size a", "modtime a", "newer a", "delete a",
        "mdelete *.tmp", "rename a b", "rmdir a", "recv a", "send a", "cdup", "mls *", "mdir *",
        "verbose", "status", "system", "rhelp", "nlist", "literal HELP", "disconnect", "quit",
        "close", "debug", "alias ll ls -l", "source f", "edit a", "more a", "history", "prompt off",
    ]

    /// What is wrong with a line: nil for one that can be run as it is.
    private func complaint(about line: String, in shell: ShellEnvironment) async throws -> String? {
        for list in try ScriptReader.read(line) {
            for step in [list.first] + list.rest.map(\.step) {
                guard case .command(let invocation) = step else { continue }
                let words = try Expansion(value: { _ in "" }).arguments(for: invocation.words)
                guard let type = ShellTable.command(named: words[0]) else {
                    return ShellTable.complaint(about: words)
                }
                do {
                    let command = try parsed(type, Array(words.dropFirst()))
                    if let set = command as? SetCommand {
                        _ = try await ShellEnvironment.$current.withValue(shell) {
                            try await set.run()
                        }
                    }
                } catch let failure as CommandFailure {
                    return failure.message
                } catch { return message(of: type, for: error) }
            }
        }
        return nil
    }

    private func parsed(
        _ type: any ParsableCommand.Type, _ words: [String]
    ) throws -> any ParsableCommand {
        try type.parseAsRoot(words)
    }

    private func message(of type: any ParsableCommand.Type, for error: any Error) -> String {
        type.message(for: error)
    }

    private static let marker = "here it is: "

    @Test(arguments: lftp + bsd + rest)
    func `a usual line works, or is answered with one that works`(line: String) async throws {
        let shell = ShellEnvironment.forScripts()
        shell.context.place = try FTPURL("ftp://h/")
        try await shell.context.run {
            guard let answer = try await complaint(about: line, in: shell) else { return }
            let parts = answer.split(separator: Self.marker, maxSplits: 1)
            let better = try #require(parts.dropFirst().first, "\(line): \(answer)")
            if Self.ofOthers.contains(where: { better.contains("--\($0)") }) { return }
            let second = try await complaint(about: String(better), in: shell)
            #expect(second == nil, "\(line) is answered with \(better)")
        }
    }

    /// Options of commands that work on several sessions.
    private static let ofOthers = ["parallel", "segments"].filter { name in
        !OptionCatalogue.shared.common.contains { $0.name == name }
    }

    /// A value for each of lftp's settings that the answers know.
    private static let values = [
        "ftp:ssl-allow": "no", "ftp:ssl-force": "yes", "ftp:ssl-protect-data": "yes",
        "ssl:verify-certificate": "no", "ssl:ca-file": "/etc/ca", "ssl:cert-file": "/etc/cert",
        "ssl:key-file": "/etc/key", "ftp:passive-mode": "off", "net:timeout": "10",
        "net:max-retries": "3", "net:limit-rate": "500000", "net:limit-total-rate": "500000",
        "net:idle": "5m", "ftp:use-site-idle": "yes", "mirror:parallel-transfer-count": "4",
        "pget:default-n": "4", "cmd:fail-exit": "yes", "ftp:proxy": "socks5://h",
        "ftp:charset": "utf-8", "ftp:sync-mode": "on", "ftp:port-range": "40000-40010",
        "ftp:acct": "me", "net:socket-bind-ipv4": "192.0.2.1", "net:connection-limit": "4",
        "mirror:use-pget-n": "4",
    ]

    @Test(arguments: ForeignSettings.table.keys.sorted())
    func `a setting of lftp's is answered with one that is taken`(key: String) async throws {
        let value = try #require(Self.values[key], "no value to try \(key) with")
        let shell = ShellEnvironment.forScripts()
        // A key goes with a certificate.
        try shell.settings.set(Setting(key: "cert", value: "/etc/cert", origin: ""))
        let answer = try await complaint(about: "set \(key) \(value)", in: shell)
        let line = try #require(answer?.split(separator: Self.marker, maxSplits: 1).last)
        if Self.ofOthers.contains(where: { line.hasPrefix("set \($0) ") }) { return }
        #expect(try await complaint(about: String(line), in: shell) == nil, "\(line)")
    }
}
