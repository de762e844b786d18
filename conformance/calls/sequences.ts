import { seconds } from '../../src/base/time'
import type { Scenario } from '../../src/scenarios'
import { lineOf, type AuditedCall, type Typed } from '../../src/rigs/calls'

/** One recorded command and every request to the API that it caused. */
export interface RecordedSequence {
  readonly name: string
  readonly argv: readonly string[]
  readonly calls: readonly AuditedCall[]
}

/** The recordings' cluster: one master (a Node too), three workers, nothing deployed. */
export const lab: Scenario = {
  id: 'lab',
  title: 'The recorded cluster',
  summary: '',
  cluster: { masters: 1, workers: 3, zones: 0, runtime: 'containerd', loadBalancer: false },
  profile: 'kubernetes-1.25',
  flags: {},
  seed: 1,
  workloads: [],
  commands: [],
  faults: [],
  untilSeconds: 0
}

/** One command of the script: a recorded one has its sequence's number. */
export interface Scripted extends Typed {
  readonly sequence?: string
}

const shop = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.25
        ports: [{containerPort: 80}]
        readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 1, periodSeconds: 2}
---
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80, targetPort: 80}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: shop}
spec: {minAvailable: 1, selector: {matchLabels: {app: shop}}}
`

/**
 * The recorded commands in their order on one cluster, and between them what brings about the state that the next one
 * found (those commands are not among the recordings).
 * @param pod the name of a pod of Deployment `web`, for the command that takes it out of its selector
 */
export function script(pod: string): Scripted[] {
  const typed = (line: string): Scripted => ({ line })
  const recorded = (sequence: string, line: string, more: Partial<Scripted> = {}): Scripted => ({
    line,
    ...more,
    sequence
  })
  const overrides = { spec: { containers: [{ name: 'big', image: 'nginx', resources: { requests: { cpu: '64' } } }] } }
  return [
    typed('label node worker-1 disk=ssd'),
    typed('cordon worker-3'),
    recorded('01', 'run nginx --image=nginx'),
    recorded('02', 'create deployment web --image=nginx --replicas=3'),
    recorded('03', 'expose deployment web --port=80'),
    recorded('04', 'scale deployment web --replicas=5'),
    recorded('06', 'set image deployment/web nginx=nginx:1.25'),
    recorded('07', 'rollout history deployment/web'),
    typed('rollout undo deployment/web'),
    typed('set image deployment/web nginx=nginx:1.24'),
    recorded('09', 'rollout status deployment/web', { after: seconds(2) }),
    recorded('10', 'scale deployment web --replicas=3'),
    recorded('11', 'delete pod nginx'),
    recorded('13', 'label node worker-1 disk=ssd'),
    recorded('14', `label pod ${pod} app=debug --overwrite`),
    recorded('15', 'cordon worker-1'),
    typed('delete pod -l app=debug'),
    typed('delete pod -l app=web'),
    recorded('17', 'uncordon worker-1'),
    typed('create pdb web-pdb --selector=app=web --min-available=3'),
    recorded('18', 'drain worker-2 --ignore-daemonsets --timeout=12s'),
    typed('delete pdb web-pdb'),
    typed('create pdb web-pdb --selector=app=web --min-available=2'),
    typed('rollout restart deployment/web'),
    typed('uncordon worker-2'),
    recorded('20', 'taint nodes worker-2 dedicated=db:NoSchedule'),
    recorded('21', 'taint nodes worker-2 dedicated=db:NoSchedule-'),
    recorded('23', 'delete deployment web'),
    typed('delete service web'),
    typed('delete pdb web-pdb'),
    recorded('24', 'apply -f shop.yaml', { stdin: shop }),
    recorded('25', 'apply -f shop.yaml', { stdin: shop }),
    recorded('27', lineOf(['run', 'big', '--image=nginx', `--overrides=${JSON.stringify(overrides)}`]))
  ]
}
