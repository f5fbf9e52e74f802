// Plimsoll
// SPDX-License-Identifier: Apache-2.0

/// A shared model cache that a worker may write to.
struct ModelCacheWritable: Rule {
    let name = "model-cache-writable"
    let reason =
        "A worker that may write to the models all others load can break or poison them; fill caches with a tool of your own."
    let hint = "mount it read-only: mode: ro"

    private static let variables = [
        "HF_HOME", "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_DATASETS_CACHE", "TRANSFORMERS_CACHE",
        "DIFFUSERS_CACHE",
        "SENTENCE_TRANSFORMERS_HOME", "TORCH_HOME", "TFHUB_CACHE_DIR", "KERAS_HOME", "OLLAMA_MODELS",
        "MODELSCOPE_CACHE",
        "VLLM_CACHE_ROOT", "WHISPER_CACHE",
    ]
    private static let folders: Set<String> = [
        "huggingface", "hf-cache", "hf_cache", "hf-home", "hf_home", "model-cache", "model_cache", "models-cache",
        "torch-cache", "torch_cache", "ollama", "modelscope",
    ]

    func findings(in fleet: CheckedFleet) -> [Finding] {
        fleet.containers.flatMap { service, spec in
            spec.mounts.filter { !$0.isReadOnly }.compactMap { mount in
                guard let sign = sign(of: mount, service) else { return nil }
                return warning(
                    service,
                    "volumes",
                    "'\(service.name)' may write to the model cache '\(mount.source)' (\(sign))"
                )
            }
        }
    }

    /// What shows that a mount is a cache. Nil: nothing does.
    private func sign(of mount: Mount, _ service: ServiceDefinition) -> String? {
        let variable = Self.variables.first { variable in
            guard let folder = service.environment[variable], folder.hasPrefix("/") else { return false }
            // A cache somewhere below the workspace is the worker's own.
            return HostPath.normalised(folder) == HostPath.normalised(mount.target)
                || HostPath.isWithin(mount.target, folder)
        }
        if let variable { return variable }
        let names = [mount.source, mount.target].compactMap { HostPath.normalised($0).split(separator: "/").last }
        return names.first { Self.folders.contains($0.lowercased()) }.map { "named \($0)" }
    }
}
