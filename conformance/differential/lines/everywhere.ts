/** Typed in every state: what people look at first. */
export const everywhere: readonly string[] = [
  'get nodes',
  'get pods -o wide',
  'get all',
  'get pods -A',
  'get deployments,replicasets',
  'get endpointslices',
  'get events --sort-by=.lastTimestamp',
  'describe pods',
  'describe deployments',
  'describe node worker-1',
  'get pods -o jsonpath={range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}',
  'get nodes -o yaml'
]
