internal import CTransportShims
internal import Glibc

/// A thread that nobody joins.
package enum DetachedThread {
    /// Far more than a session needs; eight times less than the default, for many sessions.
    private static let stackOctets = 512 * 1024

    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    /// Runs `body` on a new thread that takes no signals: they belong to the main thread.
    ///
    /// SIGPIPE is blocked with the others, so that a `splice` to a dead socket fails instead of
    /// killing the process. The kernel keeps the first 15 octets of the name.
    package static func start(
        named name: String, _ body: @escaping @Sendable () -> Void
    ) throws(TransportError) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackOctets)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        // A new thread inherits the mask: blocking here leaves no moment with signals open.
        var every = sigset_t()
        var before = sigset_t()
        sigfillset(&every)
        pthread_sigmask(SIG_BLOCK, &every, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        let start = Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                shim_name_thread(start.name)
                start.body()
                return nil
            }, start.toOpaque())
        if failure != 0 {
            start.release()
            throw .system(call: "pthread_create", errno: failure)
        }
    }
}
