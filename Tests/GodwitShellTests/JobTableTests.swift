import GodwitCommands
import Synchronization
import Testing

@testable import GodwitShell

struct JobTableTests {
    /// Whoever leaves when all jobs have ended must know how each of them ended.
    @Test func `draining ends behind the note and the last line of every job`() async throws {
        let list = try #require(try ScriptReader.read("get $unset &").first)
        for _ in 0..<50 {
            let told = Mutex(0)
            let shell = ShellEnvironment(context: .current, isInteractive: false) { _ in
                told.withLock { $0 += 1 }
            }
            for _ in 0..<8 { shell.jobs.begin(list, in: shell, origin: .init(name: "test")) }
            #expect(await shell.jobs.drain() == ExitStatus.usage.rawValue)
            #expect(told.withLock { $0 } == 8)
            #expect(shell.jobs.running.isEmpty)
        }
    }

    @Test func `draining a table without jobs is a success`() async {
        let shell = ShellEnvironment(context: .current, isInteractive: false)
        #expect(await shell.jobs.drain() == 0)
    }
}
