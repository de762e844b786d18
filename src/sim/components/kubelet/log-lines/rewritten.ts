/**
 * Lines that the kubelet's steps write shortly, or as 1.25 does, in the words of 1.36. Models what klog's structured calls of that release print.
 */
const rewritten: readonly (readonly [from: RegExp, to: (...found: string[]) => string])[] = [
  [
    /^controller\.go:187\] failed to update lease, error: (.*)$/s,
    (_, error = '') => `controller.go:251] "Failed to update lease" err=${JSON.stringify(error)}`
  ],
  [
    /^controller\.go failed 5 attempts to update lease.*$/,
    () => 'controller.go:181] "Will retry updating lease" err="failed 5 attempts to update lease" interval="10s"'
  ],
  [
    /^controller\.go:114\] failed to update lease using.*$/,
    () =>
      'controller.go:171] "failed to update lease using latest lease, fallback to ensure lease" err="failed 5 attempts to update lease"'
  ],
  [
    /^controller\.go:144\] failed to ensure lease exists, will retry in (.*?), error: (.*)$/s,
    (_, interval = '', error = '') =>
      `controller.go:201] "Failed to ensure lease exists, will retry" err=${JSON.stringify(error)} interval="${interval}"`
  ],
  [/^.*"Error getting node"/, () => 'kubelet_node_status.go:396] "Error getting the current node from lister"'],
  [
    /^"Caches populated" (\w+)$/,
    (_, resource = '') =>
      `reflector.go:507] "Caches populated" type="*v1.${kinds[resource]}" reflector="pkg/mod/k8s.io/client-go@v0.36.3/tools/cache/reflector.go:343"`
  ],
  [
    /^"Finished populating"$/,
    () => 'desired_state_of_world_populator.go:154] "Finished populating initial desired state of world"'
  ],
  [/^"DevicePaths"$/, () => 'reconstruct.go:205] "DevicePaths of reconstructed volumes updated"'],
  [
    /^"Setting node annotation"$/,
    () => 'kubelet_node_status.go:346] "Setting node annotation to enable volume controller attach/detach"'
  ],
  [/^"Fast updating"$/, () => 'kubelet_node_status.go:431] "Fast updating node status as it just became ready"'],
  [
    /^"Refreshing cache"$/,
    () => 'provider.go:93] Refreshing cache for provider: *credentialprovider.defaultDockerConfigProvider'
  ],
  [/^"Starting control loop"$/, () => 'eviction_manager.go:194] "Eviction manager: starting control loop"'],
  [/^"Shutting down"$/, () => 'volume_manager.go:316] "Shutting down Kubelet Volume Manager"']
]

const kinds: Readonly<Record<string, string>> = { nodes: 'Node', services: 'Service', pods: 'Pod' }

/** The line in full. */
export function inFull(line: string): string {
  const rule = rewritten.find(([from]) => from.test(line))
  return rule ? line.replace(...rule) : line
}
