import FTPClient
import FTPLoopback
import FTPProtocol
import Synchronization
import Testing

/// Listings that are longer than a screen.
@Suite struct LongListingTests {
    private static let files: [String: FileContent] = Dictionary(
        uniqueKeysWithValues: (100_000..<150_000).map { ("/pub/file\($0)", []) })

    @Test func `entries are told while the rest is still on its way`() async throws {
        let bench = try Bench(Self.files)
        let told = Mutex(0)
        let error = await failure {
            try await bench.session.list(RemotePath("/pub"), now: 0) { _ in
                told.withLock { $0 += 1 }
                // Nobody wants to see more than the first screen.
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        #expect(error?.code == .cancelled)
        let count = told.withLock { $0 }
        // Between two looks at the control connection at most 1 MiB is read.
        #expect((1..<40_000).contains(count), "\(count) of 50,000 were told")
    }
}
