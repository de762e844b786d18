/**
 * Where lines of the kubelet's log come from in 1.36, by what they say; they are written with the places of 1.25. A line whose words changed has its
 * new ones.
 */
const places: Readonly<Record<string, string>> = {
  'Skipping pod synchronization': 'kubelet.go:2646',
  'No sandbox for pod can be found. Need to start a new one': 'util.go:34',
  'Failed to get status for pod': 'status_manager.go:1164',
  'Starting to sync pod status with apiserver': 'status_manager.go:277',
  'Started kubelet': 'server.go:1285',
  'Eviction manager: failed to get summary stats': 'eviction_manager.go:297',
  'Kubelet version': 'server.go:545',
  'Updating Pod CIDR': 'kubelet_network.go:48',
  'Watching apiserver': 'apiserver.go:51',
  'Probe failed': 'prober.go:122',
  'Error syncing pod, skipping': 'pod_workers.go:1338',
  'Failed to get node when trying to set owner ref to the node lease': 'nodelease.go:50',
  'Message for Container of pod': 'kuberuntime_manager.go:1374',
  'Killing container with a grace period': 'kuberuntime_container.go:909',
  'Successfully registered node': 'kubelet_node_status.go:78',
  'Attempting to register node': 'kubelet_node_status.go:75',
  'Error updating node status, will retry': 'kubelet_node_status.go:479',
  'Unable to update node status': 'kubelet_node_status.go:465',
  'Node was previously registered': 'kubelet_node_status.go:125',
  'Container runtime sanity check failed': 'kubelet.go:3247',
  'SyncLoop (probe)': 'kubelet.go:2826',
  'SyncLoop (PLEG): event for pod': 'kubelet.go:2737',
  'SyncLoop DELETE': 'kubelet.go:2725',
  'SyncLoop REMOVE': 'kubelet.go:2719',
  'SyncLoop ADD': 'kubelet.go:2709',
  'Starting kubelet main sync loop': 'kubelet.go:2622',
  'GenericPLEG: Unable to retrieve pods': 'generic.go:312'
}

/** The line as a kubelet of 1.36 writes it. */
export function asWrittenIn136(line: string): string {
  const found = /^[a-z_0-9]+\.go:\d+\] "((?:[^"\\]|\\.)*)"/.exec(line)
  const place = found && places[found[1]!]
  return place ? line.replace(/^[a-z_0-9]+\.go:\d+/, place) : line
}
