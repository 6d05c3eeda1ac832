internal import Glibc

/// Makes a system call, again while a signal interrupts it: -1 leaves the reason in `errno`.
func restarting<Value: SignedInteger>(_ call: () -> Value) -> Value {
    while true {
        let value = call()
        if value != -1 || errno != EINTR { return value }
    }
}

/// Makes a system call that has no better name for its failure than its own.
@discardableResult
func system<Value: SignedInteger>(
    _ name: String, _ call: () -> Value
) throws(TransportError) -> Value {
    let value = restarting(call)
    if value == -1 { throw .system(call: name, errno: errno) }
    return value
}

/// Makes a system call on a local file.
@discardableResult
func local<Value: SignedInteger>(
    _ name: String, _ call: () -> Value
) throws(TransportError) -> Value {
    let value = restarting(call)
    if value == -1 { throw .localFile(call: name, errno: errno) }
    return value
}
