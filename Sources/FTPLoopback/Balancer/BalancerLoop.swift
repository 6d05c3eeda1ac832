internal import FTPProtocol
internal import Glibc

/// The one thread of a balancer: all its flows in one `poll(2)`.
final class BalancerLoop {
    indirect enum Order: Sendable {
        case cut(ForgetfulBalancer.Flows)
        case forget(ForgetfulBalancer.Flows)
        case after(dataOctets: Int, Order)
        case refuseConnections(Duration)
        case stop
    }

    /// What the loop shares with the threads that give it orders.
    struct Setup: Sendable {
        let serverHost: String
        let serverPort: UInt16
        let idleLimit: Duration?
        let manner: ForgetfulBalancer.Manner
        let orders: Mailbox<Order>
        let statistics = Monitor(ForgetfulBalancer.Statistics())
        let progress = Monitor(Progress())

        /// Gives an order and waits until it has been obeyed: what comes later meets its effect.
        func give(_ order: Order) {
            let ticket = progress.withLock { progress in
                orders.post(order)
                progress.given += 1
                return progress.given
            }
            _ = progress.wait(within: .seconds(10)) { !$0.isRunning || $0.obeyed >= ticket }
        }
    }

    /// How far the loop is with its orders.
    struct Progress: Sendable {
        var isRunning = false
        var given = 0
        var obeyed = 0
    }

    private let setup: Setup
    /// The control port's first.
    private let listeners: [ListeningSocket]
    private var flows: [Flow] = []
    private var outageEnd: Instant?
    /// An order that waits for so many more octets on data connections.
    private var trigger: (octets: Int, order: Order)?
    private var isStopped = false

    init(_ setup: Setup, listeners: [ListeningSocket]) {
        self.setup = setup
        self.listeners = listeners
    }

    func run() {
        while !isStopped { turn() }
        for flow in flows { flow.close(.reset) }
        count { $0.openFlows = 0 }
        setup.progress.withLock { $0.isRunning = false }
    }

    private func turn() {
        var entries = [pollfd(fd: setup.orders.number, events: Int16(POLLIN), revents: 0)]
        entries += listeners.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        let mayReceiveData = dataAllowance > 0
        for flow in flows {
            let mayReceive = flow.isControl || mayReceiveData
            entries.append(flow.entry(.client, mayReceive: mayReceive))
            entries.append(flow.entry(.server, mayReceive: mayReceive))
        }
        poll(&entries, until: idleEnd)
        var events = entries.dropFirst(1 + listeners.count).map(\.revents)[...]
        for flow in flows {
            serve(flow, .client, events: events.removeFirst())
            serve(flow, .server, events: events.removeFirst())
        }
        for (listener, entry) in zip(listeners, entries.dropFirst()) where entry.revents != 0 {
            accept(on: listener)
        }
        for order in setup.orders.takeAll() {
            obey(order)
            setup.progress.withLock { $0.obeyed += 1 }
        }
        forgetIdle()
        flows.removeAll { $0.hasEnded }
        count { $0.openFlows = flows.count }
    }

    // MARK: Flows

    private func accept(on listener: ListeningSocket) {
        guard let connection = listener.accept() else { return }
        let client = Channel(owning: connection)
        let isControl = listener === listeners.first
        let port = isControl ? setup.serverPort : listener.port
        let isOutage = outageEnd.map { .now < $0 } ?? false
        guard !isOutage, let server = try? Channel(host: setup.serverHost, port: port) else {
            count { $0.connectionsRefused += 1 }
            return client.close(.reset)
        }
        count {
            $0.connectionsAccepted += 1
            $0.openFlows += 1
        }
        flows.append(Flow(client: client, server: server, isControl: isControl))
    }

    private func serve(_ flow: Flow, _ side: Flow.Side, events: Int16) {
        guard events != 0 else { return }
        if events & ~Int16(POLLOUT) != 0 {
            flow.receive(from: side, upTo: flow.isControl ? .max : dataAllowance)
        }
        // What has just been read may leave at once, in either direction.
        for target in [Flow.Side.client, .server] { pass(flow, to: target) }
    }

    private func pass(_ flow: Flow, to side: Flow.Side) {
        let sent = flow.send(to: side)
        guard sent > 0 else { return }
        count { statistics in
            if side == .client {
                statistics.octetsToClient += sent
            } else {
                statistics.octetsToServer += sent
            }
        }
        guard !flow.isControl, let (octets, order) = trigger else { return }
        trigger = octets > sent ? (octets - sent, order) : nil
        if trigger == nil { obey(order) }
    }

    /// How many octets may be read from data connections before the trigger is reached.
    private var dataAllowance: Int {
        guard let trigger else { return .max }
        let unsent = flows.reduce(0) { $1.isControl ? $0 : $0 + $1.unsent }
        return max(0, trigger.octets - unsent)
    }

    // MARK: Forgetting

    private func idleEnd(of flow: Flow) -> Instant? {
        guard let limit = setup.idleLimit, case .forwarding = flow.state else { return nil }
        return flow.lastOctet + limit
    }

    private var idleEnd: Instant? { flows.compactMap(idleEnd(of:)).min() }

    private func forgetIdle() {
        let now = Instant.now
        for flow in flows {
            if let end = idleEnd(of: flow), end <= now { forget(flow) }
        }
    }

    private func forget(_ flow: Flow) {
        guard case .forwarding = flow.state, !flow.hasEnded else { return }
        count { $0.flowsForgotten += 1 }
        flow.forget(setup.manner)
    }

    // MARK: Orders

    private func obey(_ order: Order) {
        switch order {
        case .cut(let kind):
            let meant = flows.filter { isMeant($0, by: kind) && !$0.hasEnded }
            count { $0.flowsCut += meant.count }
            for flow in meant { flow.close(.reset) }
        case .forget(let kind):
            for flow in flows where isMeant(flow, by: kind) { forget(flow) }
        case .after(let octets, let order): trigger = (octets, order)
        case .refuseConnections(let outage): outageEnd = .now + outage
        case .stop: isStopped = true
        }
    }

    private func isMeant(_ flow: Flow, by kind: ForgetfulBalancer.Flows) -> Bool {
        switch kind {
        case .all: true
        case .control: flow.isControl
        case .data: !flow.isControl
        }
    }

    /// Counted before it is done: who sees the effect finds it in the statistics.
    private func count(_ change: (inout ForgetfulBalancer.Statistics) -> Void) {
        setup.statistics.withLock(change)
    }
}
