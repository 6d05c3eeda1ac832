internal import Glibc

/// What the process does about signals that the transport would otherwise raise.
package enum SignalPolicy {
    /// Makes a write to a closed pipe or socket fail with EPIPE instead of ending the process.
    ///
    /// `sendfile` and `splice` have no MSG_NOSIGNAL. A ``SessionThread`` blocks SIGPIPE anyway;
    /// a program calls this once at its start for all its other threads (standard output).
    package static func ignoreBrokenPipe() {
        _ = signal(SIGPIPE, SIG_IGN)
    }
}
