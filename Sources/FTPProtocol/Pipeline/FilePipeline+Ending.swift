// How files, and the pipeline as a whole, come to an end.
extension FilePipeline {
    mutating func settle(_ id: Int) {
        guard let course = courses[id], course.completion != nil else { return }
        course.file.isReceived ? settleReceived(course) : settleSent(course)
    }

    private mutating func settleReceived(_ course: Course) {
        switch course.data {
        case .opening, .open: return
        case .ended, .truncated, .broken: break
        }
        guard course.octets == course.expected else { return comesShort(course) }
        end(course.file.id, .whole(.size))
    }

    /// Some servers give up a transfer when they are asked for the next port.
    private mutating func comesShort(_ course: Course) {
        end(course.file.id, .unsettled)
        if case .broken = course.data { return stop(.broken) }
        if course.hasEarlyFollower { stop(.disliked) }
    }

    private mutating func settleSent(_ course: Course) {
        guard case .ended = course.data else {
            // Taken for whole before all of it had left.
            return comesShort(course)
        }
        // The refusal may be that of what was asked behind SIZE, whose own answer was lost.
        guard case .told(let reply) = course.proof, !course.proof.isUnknown else { return }
        let there = RemoteVersion.size(in: reply)
        end(course.file.id, there == course.expected ? .whole(.size) : .unsettled)
    }

    /// Takes the server's word for uploads where SIZE is not known: the answers behind the refusal
    /// show that it was SIZE's.
    mutating func settleUnproved() {
        let unproved = courses.values.filter {
            $0.proof.isUnknown && $0.data == .ended && $0.completion?.kind == .completion
        }
        for course in unproved { end(course.file.id, .whole(.server)) }
    }

    mutating func end(_ id: Int, _ end: End) {
        guard courses.removeValue(forKey: id) != nil else { return }
        actions.append(.end(id, end))
    }

    // MARK: Deadlines

    /// When the server has been silent for too long about what it owes.
    var dialogueDue: Instant? {
        if isServing { return touched + limits.reply }
        // The transfer has ended, and what was asked together with it stays without an answer:
        // the server has lost it.
        if isAhead { return touched + limits.idleCheck }
        return questions.isEmpty ? nil : touched + limits.reply
    }

    /// Whether the server is busy with a transfer, as far as its answers tell.
    var isServing: Bool {
        // It has not begun with what it was not yet told a port for.
        commanded.count > questions.count { $0.subject == .listener }
    }

    func due(of course: Course) -> Instant? {
        switch course.data {
        // The server has not come to it yet.
        case .opening where commanded.dropFirst().contains(course.file.id): nil
        case .opening(let since): since + limits.dataOpen
        case .open where course.completion != nil && course.octets >= course.expected:
            // All is there; servers that never end the data are not waited for (QUIRKS 17).
            course.touched + limits.aftermath
        case .open: course.touched + limits.noProgress
        case .broken(let since): since + limits.aftermath
        case .ended, .truncated: nil
        }
    }

    mutating func checkDeadlines(at now: Instant) {
        if let due = dialogueDue, now >= due {
            return stop(!isServing && isAhead ? .disliked : .broken)
        }
        for (id, course) in courses where due(of: course).map({ now >= $0 }) ?? false {
            if case .open = course.data, course.completion != nil, course.file.isReceived,
                course.octets == course.expected
            {
                end(id, .whole(.size))
            } else {
                end(id, .unsettled)
                stop(.broken)
            }
        }
    }
}

extension FilePipeline.Course {
    var isOpening: Bool { if case .opening = data { true } else { false } }
}
