import ArgumentParser
import GodwitCommands
import Testing

@testable import GodwitShell

struct SettingsTests {
    private func settings(_ lines: (String, String)...) throws -> Settings {
        let settings = Settings()
        for (key, value) in lines {
            try settings.set(Setting(key: key, value: value, origin: "test"))
        }
        return settings
    }

    @Test func `a setting is an option of every command that has it`() throws {
        let settings = try settings(("timeout", "20"), ("insecure", "on"), ("verify", "size"))
        let get = try #require(ShellTable.command(named: "get"))
        let list = try #require(ShellTable.command(named: "ls"))
        #expect(
            settings.words(for: get, host: nil, given: []).sorted()
                == ["--insecure", "--timeout=20", "--verify=size"])
        #expect(
            settings.words(for: list, host: nil, given: []).sorted()
                == ["--insecure", "--timeout=20"])
        let echo = try #require(ShellTable.command(named: "echo"))
        #expect(settings.words(for: echo, host: nil, given: []) == [])
    }

    @Test func `particular settings come behind general ones`() throws {
        let settings = try settings(
            ("timeout/*.org", "30"), ("get:timeout", "25"), ("timeout", "20"),
            ("get:timeout/a.org", "35"))
        let get = try #require(ShellTable.command(named: "get"))
        func words(_ host: String?) -> [String] { settings.words(for: get, host: host, given: []) }
        #expect(words(nil) == ["--timeout=20", "--timeout=25"])
        #expect(words("b.org").last == "--timeout=30")
        #expect(words("a.org").last == "--timeout=35")
        #expect(words("A.ORG").last == "--timeout=35")
    }

    @Test func `the same key is said anew, and unset forgets it`() throws {
        let settings = try settings(("timeout", "20"), ("timeout", "30"))
        #expect(settings.all.map(\.value) == ["30"])
        settings.unset("timeout")
        #expect(settings.all.isEmpty)
    }

    @Test func `an option in the line wins over its opposite`() throws {
        let settings = try settings(("verbose", "on"))
        let get = try #require(ShellTable.command(named: "get"))
        #expect(settings.words(for: get, host: nil, given: ["--quiet", "a"]) == [])
    }

    @Test(arguments: [
        ("timeout", "abc"), ("timeout", "-1"), ("tls", "perhaps"), ("insecure", "maybe"),
        ("nothing", "1"), ("nix:timeout", "1"), ("get:nothing", "1"), ("fail-exit", "x"),
        ("idle-close", "x"), ("pin", "12"), ("keepalive", "auto:0"), ("retries", "-1"),
        ("ftp:ssl-allow", "no"), ("", "1"), ("recursive", "on"),
    ])
    func `what makes no sense is refused`(key: String, value: String) {
        #expect(throws: Settings.Refusal.self) {
            try Settings().set(Setting(key: key, value: value, origin: "test"))
        }
    }

    @Test func `a name of lftp's is answered with the line to type`() {
        let refusal = #expect(throws: Settings.Refusal.self) {
            try Settings().set(Setting(key: "net:timeout/h", value: "3", origin: "test"))
        }
        #expect(refusal?.description.contains("set timeout/h 3") == true)
    }

    /// Every long option of a network command can be set, for all or for that command.
    @Test func `every option has its setting`() throws {
        for command in CommandTable.commands {
            for option in OptionCatalogue.shared.options(of: command)
            where option.spellings.contains("--\(option.name)") && option.isFlag {
                let key = "\(command._commandName):\(option.name)"
                try Settings().set(Setting(key: key, value: "on", origin: "test"))
            }
        }
    }
}
