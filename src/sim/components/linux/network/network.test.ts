import { describe, expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { createSimulation, forkSimulation, type Simulation } from '../../..'
import type { Pod } from '../../../api/types'
import { storedObjects } from '../../../view/truth'

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx:1.27, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 8080, targetPort: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: far }
spec: { type: ExternalName, externalName: web.default.svc.cluster.local }
---
apiVersion: v1
kind: Pod
metadata: { name: box }
spec: { containers: [{ name: box, image: busybox:1.36, command: [sleep, "3600"] }] }
`

const origin = createSimulation({
  cluster: { masters: 1, workers: 2, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: { 'client-rate-per-s': 0 },
  seed: 1,
  manifests: [manifests],
  kubectl: [],
  faults: []
})
origin.history.advance(seconds(15))

const printed = ({ history }: Simulation): string =>
  history.timeline.facts
    .map((found) => (found.fact === 'kubectl-output' && 'text' in found.detail ? found.detail.text : ''))
    .join('')

/** What programs of the pod `box` print, one after the other. */
function typed(...lines: readonly string[]): string {
  const kubectl = lines.map((line, i) => ({ at: seconds(30 + i * 20), line: `exec box -- ${line}` }))
  const forked = forkSimulation(origin, { faults: [], kubectl })
  forked.history.advance(seconds(30 + lines.length * 20))
  expect(forked.breaches).toEqual([])
  return printed(forked)
}

describe('programs of pods ask the network', () => {
  it('a Service by its name: CoreDNS says where it is, the rules bring the request to a pod', () => {
    const text = typed('wget -qO- http://web:8080/', 'nslookup web', 'nc -zv web 8080')
    expect(text).toContain('Welcome to nginx!')
    expect(text).toMatch(/Name:\tweb\.default\.svc\.cluster\.local\nAddress: 10\.\d+\.\d+\.\d+\n/)
    expect(text).toMatch(/web \(10\.\d+\.\d+\.\d+:8080\) open/)
  })

  it('what nobody serves is refused or never answered, and a name that is not there is not found', () => {
    const text = typed('wget -qO- -T 3 http://web:81/', 'nslookup nosuch', 'wget -qO- http://nosuch/')
    expect(text).toContain('wget: download timed out')
    expect(text).toContain("** server can't find nosuch: NXDOMAIN")
    expect(text).toContain("wget: bad address 'nosuch'")
  })

  it('a name for another name leads there, and a name without such a record has no answer', () => {
    const text = typed('wget -qO- http://far:8080/', 'nslookup -type=AAAA web')
    expect(text).toContain('Welcome to nginx!')
    expect(text).toContain("*** Can't find web: No answer")
  })

  it('without pods behind it a Service refuses', () => {
    const scaled = forkSimulation(origin, {
      faults: [],
      kubectl: [
        { at: seconds(16), line: 'scale deployment web --replicas=0' },
        { at: seconds(60), line: 'exec box -- wget -qO- http://web:8080/' }
      ]
    })
    scaled.history.advance(seconds(70))
    expect(printed(scaled)).toMatch(/wget: can't connect to remote host \(10\.[\d.]+\): Connection refused/)
  })

  it('names are gone with their servers, addresses are not', () => {
    const ip = storedObjects<Pod>(origin.history.head, 'pods').find(({ metadata }) => metadata.name!.startsWith('web'))!
      .status.podIP!
    const scaled = forkSimulation(origin, {
      faults: [],
      kubectl: [
        { at: seconds(16), line: '-n kube-system scale deployment coredns --replicas=0' },
        { at: seconds(40), line: 'exec box -- nslookup web' },
        { at: seconds(60), line: `exec box -- wget -qO- http://${ip}/` }
      ]
    })
    scaled.history.advance(seconds(70))
    expect(printed(scaled)).toContain('connection timed out; no servers could be reached')
    expect(printed(scaled)).toContain('Welcome to nginx!')
  })
})
