import { assert } from '../../src/base/assert'
import { seconds } from '../../src/base/time'
import { Sitting } from '../../src/rigs/sitting'

/** The recorder's cluster in small: a master, two workers, a pod with a probe, one without, and one whose image is not to be had. */
const manifests = `
apiVersion: v1
kind: Pod
metadata: { name: plain }
spec:
  nodeName: worker-1
  containers: [{ name: app, image: 'nginx:1.27' }]
---
apiVersion: v1
kind: Pod
metadata: { name: typo }
spec:
  nodeName: worker-1
  containers: [{ name: app, image: 'nginx:9.99-typo' }]
---
apiVersion: v1
kind: Pod
metadata: { name: probed }
spec:
  nodeName: worker-1
  containers:
  - name: app
    image: nginx:1.27
    resources: { requests: { cpu: 50m, memory: 48Mi }, limits: { cpu: 100m, memory: 96Mi } }
    livenessProbe: { httpGet: { path: /, port: 80 } }
    readinessProbe: { httpGet: { path: /, port: 80 } }
`

/** A cluster that somebody sits before; verbosity 2, as the recorded kubelets had. */
export function sitBefore(
  faults: readonly object[] = [],
  atSeconds = 60,
  flags: Readonly<Record<string, number | string>> = {}
): Sitting {
  const sitting = new Sitting({
    cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0, 'users-rate-per-s': 0, v: 2, ...flags },
    seed: 1,
    manifests: [manifests],
    kubectl: [],
    faults: faults as never
  })
  sitting.advance(seconds(atSeconds))
  return sitting
}

/** What a line prints. */
export function typed(sitting: Sitting, line: string): string {
  const told = sitting.type(line)
  assert(told.ok, `'${line}' is a whole line`)
  return told.value.stdout + told.value.stderr
}
