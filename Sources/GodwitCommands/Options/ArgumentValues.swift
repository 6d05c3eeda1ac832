public import ArgumentParser
public import FTPClient
public import FTPProtocol

// Values of the protocol whose own words are the words of the command line.

extension DataAddressPolicy: ExpressibleByArgument {}
extension DataPorts.Extended: ExpressibleByArgument {}
extension FTPProxyLogin: ExpressibleByArgument {}
extension OnChange: ExpressibleByArgument {}

extension VerifyPolicy: ExpressibleByArgument {}

extension TLSMode: ExpressibleByArgument {}

extension TLSPolicy.Version: ExpressibleByArgument {}
