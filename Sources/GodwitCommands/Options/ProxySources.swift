internal import FTPProtocol
@preconcurrency internal import Glibc

/// Which proxy leads to a server: `--proxy`, else `ftp_proxy`, else `all_proxy`, but none for the
/// hosts of `no_proxy`.
struct ProxySources {
    let option: ProxyOption?
    /// The value of an environment variable.
    var variable: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }

    func proxy(for url: FTPURL) throws(CommandFailure) -> ProxyURL? {
        switch option {
        case .some(.none): return nil
        case .proxy(let proxy): return proxy
        case nil: break
        }
        guard let (name, text) = setting(of: ["ftp_proxy", "all_proxy"]) else { return nil }
        let exceptions = ProxyExceptions(setting(of: ["no_proxy"])?.text ?? "")
        if exceptions.contains(host: url.host, port: url.effectivePort) { return nil }
        do throws(ProxyURLError) { return try ProxyURL(text) } catch {
            throw CommandFailure(.configuration, "\(name): \(error)")
        }
    }

    /// The first that is set and not empty; names in lower case come before those in upper case.
    private func setting(of names: [String]) -> (name: String, text: String)? {
        for name in names {
            for name in [name, name.uppercased()] {
                if let text = variable(name), !text.isEmpty { return (name, text) }
            }
        }
        return nil
    }
}
