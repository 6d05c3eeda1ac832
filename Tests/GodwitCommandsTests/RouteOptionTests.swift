import ArgumentParser
import FTPClient
import FTPProtocol
import Testing

@testable import GodwitCommands

/// The options of the way to a server, and the environment that stands in for them.
@Suite struct RouteOptionTests {
    private let url = try? FTPURL("ftp://ftp.example.org/a")

    private func proxy(
        _ option: ProxyOption? = nil, _ variables: [String: String]
    ) throws -> String? {
        let sources = ProxySources(option: option) { variables[$0] }
        return try sources.proxy(for: try #require(url)).map { "\($0)" }
    }

    @Test func `ftp_proxy comes before all_proxy, and the option before both`() throws {
        let variables = ["ftp_proxy": "http://one:1", "all_proxy": "socks5://two:2"]
        #expect(try proxy(variables) == "http://one:1")
        #expect(try proxy(["ALL_PROXY": "socks5://two:2"]) == "socks5://two:2")
        #expect(try proxy(["ftp_proxy": "", "all_proxy": "socks5://two:2"]) == "socks5://two:2")
        #expect(try proxy(ProxyOption(argument: "ftp://three"), variables) == "ftp://three:21")
        #expect(try proxy(ProxyOption(argument: "none"), variables) == nil)
        #expect(try proxy([:]) == nil)
    }

    private func proxy(_ variables: [String: String]) throws -> String? {
        try proxy(nil, variables)
    }

    @Test func `no_proxy goes around what the environment says, not the option`() throws {
        let variables = ["ftp_proxy": "http://one:1", "no_proxy": "example.org"]
        #expect(try proxy(variables) == nil)
        #expect(try proxy(ProxyOption(argument: "http://two:2"), variables) == "http://two:2")
    }

    @Test func `a variable that cannot be read is a wrong configuration`() {
        let error = #expect(throws: CommandFailure.self) {
            try proxy(["ftp_proxy": "gopher://one"])
        }
        #expect(error?.status == .configuration)
        #expect(error?.message?.contains("ftp_proxy") == true)
    }

    @Test func `active mode has its ports and its address`() throws {
        let options = try RouteOptions.parse([
            "--active", "--active-ports", "50000-50010", "--active-address", "192.0.2.7",
        ])
        #expect(options.dataPorts.mode == .active)
        #expect(options.dataPorts.activePorts == 50000...50010)
        #expect(options.dataPorts.activeAddress == "192.0.2.7")
        #expect(try RouteOptions.parse(["--active-fallback"]).dataPorts.mode == .either)
        #expect(try RouteOptions.parse([]).dataPorts == DataPorts())
    }

    @Test(
        arguments: [
            ["--active", "--active-fallback"], ["--active-ports", "1-2"],
            ["--active", "--active-ports", "2-1"], ["--active", "--active-ports", "0"],
            ["--active", "--active-address", "host.example"], ["--proxy", "gopher://h"],
            ["--proxy-login", "shout"], ["--epsv", "never"],
        ])
    func `what makes no sense is refused`(arguments: [String]) {
        #expect(throws: (any Error).self) { try RouteOptions.parse(arguments) }
    }

    @Test func `a tunnel takes no active mode`() throws {
        let options = try RouteOptions.parse(["--active", "--proxy", "socks5://h"])
        #expect(throws: CommandFailure.self) { try options.route(to: try #require(url)) }
        let fallback = try RouteOptions.parse(["--active", "--proxy", "ftp://h"])
        #expect(try fallback.route(to: try #require(url)).proxy?.scheme == .ftp)
    }

    @Test func `the dialect is what was said`() throws {
        let options = try DialectOptions.parse([
            "--charset", "ISO-8859-1", "--language", "de", "--quirk", "pret", "--quirk",
            "no-telnet=off",
        ])
        #expect(options.dialect.charset == "ISO-8859-1")
        #expect(options.dialect.language == "de")
        #expect(options.dialect.quirks == [.pret: true, .noTelnet: false])
        #expect(throws: (any Error).self) { try DialectOptions.parse(["--charset", "NOPE"]) }
        #expect(throws: (any Error).self) { try DialectOptions.parse(["--quirk", "nope"]) }
    }
}
