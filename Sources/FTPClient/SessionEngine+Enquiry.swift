internal import FTPProtocol
internal import FTPTransport

/// Why a question was not answered, or not as it was hoped.
enum EnquiryStop: Error {
    /// Something was lost on the way; the question may be asked again.
    case fault(TransferFault)
    /// There was an answer, and it is no good.
    case answered(FTPError)
    case cancelled

    init(_ interruption: Interruption) {
        self =
            switch interruption {
            case .lost(let loss): .fault(.control(loss))
            case .cancelled: .cancelled
            }
    }
}

// Performs what ``Enquiry`` decides.
extension SessionEngine {
    /// Asks something that changes nothing, and asks again where a connection is lost.
    /// - Parameters:
    ///   - policy: how often; nil takes that of questions.
    ///   - hasMore: whether the last attempt came farther than those before it.
    func enquire<Value>(
        by policy: RetryPolicy? = nil, hasMore: () -> Bool = { false },
        _ body: (SessionEngine) throws(EnquiryStop) -> Value
    ) throws(FTPError) -> Value {
        var enquiry = Enquiry(
            policy ?? configuration.retry, isConnected: isConnected, seed: .random(in: 0 ... .max), at: .now)
        while let action = enquiry.nextAction() {
            switch action {
            case .connect(let pause): connect(after: pause, for: &enquiry)
            case .say(let notice): remark("\(notice)")
            case .fail(let failure): throw FTPError(failure)
            case .ask:
                do throws(EnquiryStop) { return try body(self) } catch {
                    switch error {
                    case .fault(let fault):
                        enquiry.didNotAsk(fault, hasMore: hasMore(), at: .now)
                    case .answered(let error): throw error
                    case .cancelled: enquiry.wasCancelled()
                    }
                }
            }
        }
        throw .cancelled
    }

    private func connect(after pause: Duration, for enquiry: inout Enquiry) {
        do throws(Interruption) { try rest(until: .now + pause) } catch {
            return enquiry.wasCancelled()
        }
        do throws(ConnectFailure) {
            try connect()
            enquiry.didConnect()
        } catch {
            switch error {
            case .fault(let fault): enquiry.didNotConnect(fault, at: .now)
            case .cancelled: enquiry.wasCancelled()
            }
        }
    }
}
