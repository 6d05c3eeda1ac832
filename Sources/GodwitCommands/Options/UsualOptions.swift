internal import FTPClient
internal import FTPProtocol

// What the parser makes of these groups when a command line names none of their options. To let
// it find out takes longer than to fetch a small file: it looks at every option of every group,
// three times, each with types of its own. A property that were forgotten here would trap when it
// is read; a test compares the whole with what the parser makes.

extension ConnectionOptions {
    static var usual: ConnectionOptions {
        var options = ConnectionOptions()
        options.user = nil
        options.netrc = nil
        options.passwordCommand = nil
        options.account = nil
        options.keepalive = .auto
        options.keepaliveInterval = nil
        options.keepaliveCount = nil
        options.userTimeout = nil
        options.timeout = nil
        options.limits = []
        options.dataAddress = .auto
        options.patience = .usual
        options.way = .usual
        options.dialect = .usual
        options.protection = .usual
        return options
    }
}

extension RetryOptions {
    static var usual: RetryOptions {
        var options = RetryOptions()
        options.retries = nil
        options.giveUp = nil
        options.timeoutTotal = nil
        return options
    }
}

extension RouteOptions {
    static var usual: RouteOptions {
        var options = RouteOptions()
        options.proxy = nil
        options.proxyLogin = .userAtHost
        options.source = nil
        options.sendHost = false
        options.active = false
        options.activeFallback = false
        options.activePorts = nil
        options.activeAddress = nil
        options.epsv = .auto
        return options
    }
}

extension DialectOptions {
    static var usual: DialectOptions {
        var options = DialectOptions()
        options.charset = nil
        options.language = nil
        options.compress = false
        options.quirk = []
        return options
    }
}

extension ProtectionOptions {
    static var usual: ProtectionOptions {
        var options = ProtectionOptions()
        options.tls = nil
        options.insecure = false
        options.pin = []
        options.cacert = nil
        options.cert = nil
        options.key = nil
        options.keyPasswordCommand = nil
        options.tlsMin = nil
        options.tlsMax = nil
        options.clearControl = false
        return options
    }
}

extension TransferSettings {
    static var usual: TransferSettings {
        var settings = TransferSettings()
        settings.limitRate = nil
        settings.metrics = nil
        settings.onChange = .restart
        settings.verify = .auto
        settings.overlap = nil
        settings.checkpoint = .standard
        settings.ascii = false
        return settings
    }
}

extension OutputOptions {
    static var usual: OutputOptions {
        var options = OutputOptions()
        options.json = false
        options.quiet = false
        options.verbose = false
        options.log = nil
        return options
    }
}
