internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// The way to a server and its data ports: shared by every network command.
package struct RouteOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Go through a proxy: socks5://, http:// (CONNECT) or ftp://; none overrides "
                + "ftp_proxy and all_proxy.",
            valueName: "url"))
    var proxy: ProxyOption?

    @Option(
        help: ArgumentHelp(
            "How an ftp:// proxy is told where to go: \(FTPProxyLogin.words).", valueName: "how"))
    var proxyLogin = FTPProxyLogin.userAtHost

    @Option(
        help: ArgumentHelp(
            "Leave from this local address or network interface.", valueName: "address"))
    var source: String?

    @Flag(help: "Name the server to itself before the login (HOST), where many share an address.")
    var sendHost = false

    @Flag(help: "Let the server connect to us for data (PORT, EPRT).")
    var active = false

    @Flag(help: "Use active mode where passive mode does not work.")
    var activeFallback = false

    @Option(
        help: ArgumentHelp("Listen on these ports in active mode.", valueName: "first-last"))
    var activePorts: PortRange?

    @Option(
        help: ArgumentHelp(
            "Tell the server this address in active mode, such as the NAT's outer one.",
            valueName: "address"))
    var activeAddress: String?

    @Option(
        help: ArgumentHelp(
            "EPSV: auto (first, then PASV), all (only, and say so by EPSV ALL) or off.",
            valueName: "when"))
    var epsv = DataPorts.Extended.auto

    /// Creates the options with their defaults.
    package init() {}

    package func validate() throws {
        if active && activeFallback {
            throw ValidationError("--active and --active-fallback exclude each other")
        }
        if let activeAddress, !DataPorts.isAddress(activeAddress) {
            throw ValidationError("--active-address is an address in numbers, not \(activeAddress)")
        }
        let isActive = active || activeFallback
        if activePorts != nil || activeAddress != nil, !isActive {
            throw ValidationError("--active-ports and --active-address need --active")
        }
    }

    /// The way to a URL's server, by the options and the environment.
    func route(to url: FTPURL) throws(CommandFailure) -> Route {
        var route = Route()
        route.proxy = try ProxySources(option: proxy).proxy(for: url)
        route.proxyLogin = proxyLogin
        if active, let scheme = route.proxy?.scheme, scheme != .ftp {
            throw CommandFailure(.usage, "--active cannot go through the proxy: leave one out")
        }
        route.source = source
        route.sendsHost = sendHost
        return route
    }

    var dataPorts: DataPorts {
        var ports = DataPorts()
        ports.mode = active ? .active : activeFallback ? .either : .passive
        ports.extended = epsv
        ports.activePorts = activePorts?.ports
        ports.activeAddress = activeAddress
        return ports
    }
}

extension FTPProxyLogin {
    fileprivate static var words: String {
        allCases.map { "\u{201C}\($0.rawValue)\u{201D}" }.joined(separator: ", ")
    }
}

/// The value of `--proxy`.
enum ProxyOption: ExpressibleByArgument, Sendable {
    case none
    case proxy(ProxyURL)

    init?(argument: String) {
        if argument.isEmpty || argument == "none" {
            self = .none
        } else if let url = try? ProxyURL(argument) {
            self = .proxy(url)
        } else {
            return nil
        }
    }
}

/// Ports from the first to the last, such as `50000-50010`, or a single one.
struct PortRange: ExpressibleByArgument, Sendable {
    let ports: ClosedRange<UInt16>

    init?(argument: String) {
        let ends = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let first = UInt16(ends[0]),
            let last = UInt16(ends[ends.count - 1]), first > 0, first <= last
        else { return nil }
        ports = first...last
    }
}
