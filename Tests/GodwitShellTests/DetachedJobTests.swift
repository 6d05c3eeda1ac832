import FTPClient
import FTPProtocol
import Foundation
import GodwitCommands
import Testing

@testable import GodwitShell

/// Jobs that outlive their shell.
struct DetachedJobTests {
    private func withHome(_ body: (String) throws -> Void) throws {
        let home = NSTemporaryDirectory() + "godwit-jobs-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try body(home)
    }

    @Test func `a record tells how its job stands`() throws {
        try withHome { home in
            var record: JobRecord? = try JobRecord(of: "get big", in: home)
            let second = try JobRecord(of: "put small", in: home)
            record?.draw("a long live line")
            record?.draw("short")
            record?.say("big: going on")
            var jobs = DetachedJob.all(in: home)
            #expect(jobs.map(\.name) == ["d1", "d2"])
            #expect(jobs[0].state == .running)
            #expect(jobs[0].facts.source == "get big")
            #expect(jobs[0].summary == "short")
            jobs[0].forget()
            try record?.end(75)
            #expect(DetachedJob.all(in: home)[0].state == .running, "its process still holds it")
            record = nil
            jobs = DetachedJob.all(in: home)
            #expect(jobs[0].state == .ended(75))
            #expect(jobs[0].summary == "big: going on")
            jobs[0].forget()
            #expect(DetachedJob.all(in: home).map(\.number) == [2])
            withExtendedLifetime(second) {}
        }
    }

    @Test func `a process that went without a word is told`() throws {
        try withHome { home in
            _ = try JobRecord(of: "get big", in: home)
            #expect(DetachedJob.all(in: home).map(\.state) == [.lost])
        }
    }

    @Test func `what is no record is passed over`() throws {
        try withHome { home in
            for (name, text) in [("1", "{"), ("2", ""), ("x", "{}")] {
                let folder = "\(home)/\(name)"
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                try text.write(toFile: "\(folder)/job", atomically: false, encoding: .utf8)
            }
            #expect(DetachedJob.all(in: home).isEmpty)
        }
    }

    @Test(arguments: [("d2", 2), ("%d12", 12)])
    func `detached jobs have names of their own`(name: String, number: Int) {
        #expect(DetachedJob.number(in: name) == number)
    }

    @Test(arguments: ["2", "%2", "d", "dx", ""])
    func `other names are those of the shell's jobs`(name: String) {
        #expect(DetachedJob.number(in: name) == nil)
    }

    @Test func `transfers that were finished are passed over once each`() throws {
        let url = try FTPURL("ftp://h/a")
        let first = CommandContext(console: .standard)
        first.didFinish("a", at: url)
        first.didFinish("a", at: url)
        let text = try JSONEncoder().encode(first.finished.bequeathed)
        let heir = CommandContext(console: .standard)
        heir.finished = try JSONDecoder().decode(FinishedTransfers.self, from: text)
        #expect(heir.passesOver("a", at: url))
        #expect(!heir.passesOver("b", at: url))
        #expect(heir.passesOver("a", at: url))
        #expect(!heir.passesOver("a", at: url))
    }
}
