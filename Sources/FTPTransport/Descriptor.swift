internal import Glibc

/// A file descriptor with one owner: closed when the owner goes, handed over with `consuming`.
package struct Descriptor: ~Copyable, Sendable {
    package let rawValue: Int32

    /// Takes over a descriptor that a system call just returned.
    package init(owning rawValue: Int32) { self.rawValue = rawValue }

    deinit { _ = Glibc.close(rawValue) }

    /// Gives the descriptor up without closing it.
    package consuming func release() -> Int32 {
        let value = rawValue
        discard self
        return value
    }
}
