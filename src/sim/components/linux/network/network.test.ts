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

describe('package managers', () => {
  const pods = [
    'run alpine --image=alpine:3.22 -- sleep 1000',
    'run debian --image=debian:12 -- sleep 1000',
    'run python --image=python:3.13-slim -- sleep 1000'
  ].map((line, i) => ({ at: seconds(20 + i), line }))
  const executed = (...lines: readonly string[]): string => {
    const kubectl = lines.map((line, i) => ({ at: seconds(40 + i * 5), line: `exec ${line}` }))
    const forked = forkSimulation(origin, { faults: [], kubectl: [...pods, ...kubectl] })
    forked.history.advance(seconds(40 + lines.length * 5))
    expect(forked.breaches).toEqual([])
    return printed(forked)
  }

  it('bring programs that an image lacks, and take them away again', () => {
    const text = executed(
      `alpine -- sh -c 'curl x || which bash || echo none'`,
      'alpine -- apk add --no-cache curl bash',
      `alpine -- sh -c 'which curl; bash -c "curl -s http://web:8080/"'`,
      'alpine -- apk del curl',
      'alpine -- curl http://web:8080/'
    )
    expect(text).toContain('none\nsh: curl: not found\n')
    expect(text).toContain('(1/2) Installing curl\n(2/2) Installing bash\n')
    expect(text).toContain('/usr/bin/curl\n<h1>Welcome to nginx!</h1>')
    expect(text).toMatch(/exec: "curl": executable file not found in \$PATH/)
  })

  it('of Debian know no package before they were told of any', () => {
    const text = executed(
      'debian -- apt-get install -y curl',
      `debian -- sh -c 'apt-get update -qq && apt-get install -y curl && curl -s http://web:8080/'`,
      'python -- python --version',
      'python -- ps'
    )
    expect(text).toMatch(/E: Unable to locate package curl\n.*exit code 100\n/)
    expect(text).toContain('Get:1 http://deb.debian.org/debian bookworm/main amd64 curl\n')
    expect(text).toContain('Setting up curl ...\n<h1>Welcome to nginx!</h1>')
    expect(text).toContain('Python 3.13\n')
    expect(text).toMatch(/exec: "ps": executable file not found/)
  })

  it('reach nobody when names are gone', () => {
    const gone = forkSimulation(origin, {
      faults: [],
      kubectl: [
        ...pods,
        { at: seconds(30), line: '-n kube-system scale deployment coredns --replicas=0' },
        { at: seconds(100), line: 'exec alpine -- apk add curl' },
        { at: seconds(160), line: 'exec debian -- apt-get update' }
      ]
    })
    gone.history.advance(seconds(240))
    expect(printed(gone)).toContain('ERROR: unable to select packages:\n  curl (no such package):\n')
    expect(printed(gone)).toContain("Temporary failure resolving 'deb.debian.org'")
  })
})

describe('what a container sees of its machine', () => {
  it('is the machine’s memory and CPUs, its own cgroup, its base system and its own address', () => {
    const pod = {
      at: seconds(20),
      line: `run small --image=debian:12 --restart=Never --overrides='{"spec":{"containers":[{"name":"small","image":"debian:12","command":["sleep","1000"],"resources":{"limits":{"memory":"64Mi","cpu":"500m"}}}]}}'`
    }
    const lines = [
      'exec small -- cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/cpu.max',
      `exec small -- sh -c 'grep MemTotal /proc/meminfo; nproc; . /etc/os-release; echo $VERSION_CODENAME; tr "\\0" " " < /proc/1/cmdline'`,
      'exec small -- apt-get update',
      'exec deploy/web -- nginx -T',
      'exec deploy/web -- cat /etc/alpine-release',
      'exec box -- ip addr',
      'exec box -- ls /',
      'exec box -- vi x'
    ].map((line, i) => ({ at: seconds(40 + i * 4), line }))
    const forked = forkSimulation(origin, { faults: [], kubectl: [pod, ...lines] })
    forked.history.advance(seconds(80))
    const text = printed(forked)
    expect(text).toContain('67108864\n50000 100000\n')
    expect(text).toContain('MemTotal:        8388608 kB\n4\nbookworm\nsleep 1000 ')
    expect(text).toContain('server_name  localhost;')
    expect(text).toContain("cat: can't open '/etc/alpine-release'")
    expect(text).toMatch(/inet 10\.244\.\d+\.\d+\/24 scope global eth0/)
    expect(text).toContain('\netc\nhome\n')
    expect(text).toContain('vi: this simulation has no such program')
  })
})

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
