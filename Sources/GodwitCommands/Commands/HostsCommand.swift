package import ArgumentParser
internal import FTPClient

/// `godwit hosts`.
package struct HostsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "hosts",
        abstract: "Show or forget what was learnt about servers.",
        discussion: """
            Sessions note what a server or its network cannot do, so that the next one need not \
            find out again. No secrets are kept, and all but TLS is forgotten after a month.

              godwit hosts
              godwit hosts forget ftp.example.org
            """,
        subcommands: [Show.self, Forget.self], defaultSubcommand: Show.self)

    package init() {}

    /// `godwit hosts show`.
    package struct Show: AsyncParsableCommand {
        package static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show what is known about a server, or all of them.")

        @Argument(help: ArgumentHelp("Only this one.", valueName: "host"))
        var host: String?

        @Flag(help: "Print one JSON object a line on standard output.")
        var json = false

        package init() {}

        package func run() async throws {
            let known = StateFolder.path.map { KnownHost.all(in: $0) } ?? []
            for host in known where self.host == nil || self.host == host.host {
                Console.shared.print(json ? host.line.text : host.paragraph)
            }
        }
    }

    /// `godwit hosts forget`.
    package struct Forget: AsyncParsableCommand {
        package static let configuration = CommandConfiguration(
            commandName: "forget", abstract: "Forget what is known about a server.")

        @Argument(help: ArgumentHelp("Which one.", valueName: "host"))
        var host: String

        package init() {}

        package func run() async throws {
            let count = StateFolder.path.map { KnownHost.forget(host, in: $0) } ?? 0
            guard count > 0 else {
                throw CommandFailure(.noSuchFile, "nothing is known about \(host)")
            }
        }
    }
}

extension KnownHost {
    fileprivate var paragraph: String {
        let name = port == 21 ? host : "\(host):\(port)"
        return ([name] + facts.map { "  \($0)" }).joined(separator: "\n")
    }

    fileprivate var line: JSONLine {
        var line = JSONLine()
        line["host"] = .text(host)
        line["port"] = .count(port)
        for fact in facts {
            switch fact {
            case .hasTLS: line["tls"] = .flag(true)
            case .needsTLS12: line["needs_tls_1.2"] = .flag(true)
            case .extendedPassiveFails: line["epsv"] = .flag(false)
            case .restartIsRefused: line["stor_after_rest"] = .flag(false)
            case .keepalive(let command): line["keepalive"] = .text(command)
            case .idleLimit(let limit): line["idle_limit_seconds"] = .seconds(limit)
            case .sessionCap(let sessions): line["session_cap"] = .count(sessions)
            case .keepsFilesApart: line["pipelining"] = .flag(false)
            }
        }
        return line
    }
}
