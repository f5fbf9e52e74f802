// Plimsoll
// SPDX-License-Identifier: Apache-2.0

internal import Logging

/// What takes time: child tasks of `run()`, each of which comes back as an event.
extension FleetSupervisor {
    func carryOut(_ task: FleetTask) async {
        switch task {
        case .launch(let service, let turn): await launch(service, turn: turn)
        case .probe(let service, let worker, let turn): await probe(worker, of: service, turn: turn)
        case .watch(let service, let worker, let run): await watch(worker, of: service, run: run)
        case .stop(let service, let worker, let grace, let turn):
            await stop(worker, of: service, grace: grace, turn: turn)
        case .survey: await survey()
        case .retire(let worker, let engine): await retire(worker, engine: engine)
        case .wait(let moment):
            guard (try? await time.sleep(until: moment)) != nil else { return }
            timePassed(moment)
        }
    }

    private func engine(of service: ServiceName) -> (any ContainerEngine)? {
        state.definition(of: service).flatMap { roster.engine(for: $0.workload) }
    }

    private func launch(_ service: ServiceName, turn: UInt64) async {
        guard let definition = state.definition(of: service), let engine = engine(of: service) else { return }
        do {
            let worker = try await engine.launch(definition)
            happened(.worker(service, .launched(worker, turn: turn)))
        } catch {
            happened(.worker(service, .launchFailed(error, turn: turn)))
        }
    }

    /// Tries soon and often at first, for a worker that starts fast must not wait for us; a slow one is asked each 50 ms.
    private func probe(_ worker: LaunchedWorker, of service: ServiceName, turn: UInt64) async {
        guard let definition = state.definition(of: service) else { return }
        var pauses: [Duration] = [1, 2, 5, 10, 20].map { .milliseconds($0) }
        pauses.reverse()
        // One look, late: it costs a walk through the worker's files, and most workers need only time.
        let lookAhead = min(.seconds(1), definition.startTimeout / 2)
        var hasLooked = false
        while state.isPresent(turn: turn, of: service), !Task.isCancelled {
            if await probe.answers(worker, readiness: definition.readiness) {
                let epoch = state.takeEpoch()
                return happened(.worker(service, .answered(turn: turn, epoch: epoch)))
            }
            if !hasLooked, let deadline = state.startDeadline(of: service), deadline - time.now <= lookAhead {
                hasLooked = true
                let listeners = await engine(of: service)?.listeners(of: worker.id) ?? []
                happened(.worker(service, .listens(listeners, turn: turn)))
            }
            let pause = pauses.popLast() ?? .milliseconds(50)
            guard (try? await time.sleep(until: time.now + pause)) != nil else { return }
        }
    }

    private func watch(_ worker: WorkerID, of service: ServiceName, run: UInt64) async {
        guard let engine = engine(of: service) else { return }
        while state.isPresent(run: run, of: service), !Task.isCancelled {
            do {
                let exit = try await engine.exit(of: worker)
                // Only who waits for its start is told its last words.
                var log: [String] = []
                if state.isStarting(service) { log = (try? await engine.log(of: worker, lines: 20)) ?? [] }
                return happened(.worker(service, .ended(worker, run: run, exit, log: log)))
            } catch {
                if Task.isCancelled { return }
                guard (try? await time.sleep(until: time.now + .seconds(1))) != nil else { return }
            }
        }
    }

    private func stop(_ worker: WorkerID, of service: ServiceName, grace: Duration, turn: UInt64) async {
        guard let engine = engine(of: service) else { return }
        do {
            try await engine.stop(worker, grace: grace)
            happened(.worker(service, .stopped(turn: turn)))
        } catch {
            happened(.worker(service, .stopFailed(error, turn: turn)))
        }
    }

    private func survey() async {
        var surveys: [EngineSurvey] = []
        for (engine, services) in roster.assignments(of: services) {
            do {
                let workers = try await engine.workers(of: services)
                surveys.append(
                    EngineSurvey(engine: engine.name, workers: workers, services: Set(services.map(\.name)))
                )
            } catch {
                // An engine that nothing here needs may be away.
                if !services.isEmpty { happened(.engineLost(engine: engine.name, error)) }
            }
        }
        happened(.surveyed(surveys))
    }

    private func retire(_ worker: FoundWorker, engine name: String) async {
        guard let engine = roster.engine(named: name) else { return }
        do {
            try await engine.stop(worker.id, grace: .seconds(10))
            try await engine.remove(worker.id)
            logger.info(
                "worker of no service removed",
                metadata: ["worker": "\(worker.id)", "service": "\(worker.service)"]
            )
        } catch {
            // The next survey finds it again.
            logger.warning(
                "worker of no service could not be removed",
                metadata: ["worker": "\(worker.id)", "error": "\(error)"]
            )
        }
    }

    func listen(to engine: any ContainerEngine) async {
        for await hint in engine.hints() {
            switch hint {
            case .changed:
                happened(.engineHinted)
            case .lost(let error):
                logger.warning("engine lost", metadata: ["engine": "\(engine.name)", "error": "\(error)"])
                happened(.engineLost(engine: engine.name, error))
            case .back:
                logger.info("engine answers", metadata: ["engine": "\(engine.name)"])
                happened(.engineBack(engine: engine.name))
            }
        }
    }
}
