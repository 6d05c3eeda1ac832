import Glibc
import Synchronization

@testable import FTPTransport

/// A pipe whose ends block, as those of a shell do; what is still open at the end is closed.
final class TestPipe: Sendable {
    let exit: Int32
    let entrance: Int32
    private let open: Mutex<Set<Int32>>

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw TransportError.system(call: "pipe", errno: errno) }
        (exit, entrance) = (ends[0], ends[1])
        open = Mutex([ends[0], ends[1]])
    }

    deinit {
        closeExit()
        closeEntrance()
    }

    func closeExit() { closeOnce(exit) }
    func closeEntrance() { closeOnce(entrance) }

    private func closeOnce(_ end: Int32) {
        if open.withLock({ $0.remove(end) }) != nil { close(end) }
    }

    /// Reads to the end of the pipe.
    func readAll() -> Task<[UInt8], Never> {
        onThread { [self] in
            var octets: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            while case let count = read(exit, &buffer, buffer.count), count > 0 {
                octets += buffer[..<count]
            }
            return octets
        }
    }

    /// Writes everything, then closes the entrance.
    func write(_ octets: [UInt8]) -> Task<Void, Never> {
        onThread { [self] in
            var rest = octets[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(entrance, $0.baseAddress, $0.count) }
                if count <= 0 { break }
                rest = rest.dropFirst(count)
            }
            closeEntrance()
        }
    }

    /// A thread of its own: blocking calls do not belong on the cooperative pool.
    private func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) -> Task<Value, Never> {
        Task {
            await withCheckedContinuation { continuation in
                do throws(TransportError) {
                    try DetachedThread.start(named: "test") {
                        continuation.resume(returning: body())
                    }
                } catch { continuation.resume(returning: body()) }
            }
        }
    }
}
