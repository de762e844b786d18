import { expect, it } from 'vitest'
import { seconds } from '../../../../base/time'
import { createSimulation } from '../../..'

const orphan = `
apiVersion: networking.k8s.io/v1
kind: IPAddress
metadata: { name: 10.96.88.9, labels: { ipaddress.kubernetes.io/ip-family: IPv4, ipaddress.kubernetes.io/managed-by: ipallocator.k8s.io } }
spec: { parentRef: { resource: services, namespace: default, name: nosuch } }
`

it('a server brings back what it made and somebody deleted: an address of a Service, a namespace; what nobody has goes', () => {
  const { history, breaches } = createSimulation({
    cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
    flags: { 'client-rate-per-s': 0 },
    seed: 1,
    manifests: [],
    kubectl: [
      { at: seconds(1), line: 'create service clusterip x --tcp=80 --clusterip=10.96.88.8' },
      { at: seconds(3), line: 'delete ipaddress 10.96.88.8' },
      { at: seconds(5), line: 'create -f -', stdin: orphan },
      { at: seconds(7), line: 'delete namespace kube-node-lease' },
      { at: seconds(30), line: 'get ipaddresses -o name' },
      { at: seconds(205), line: 'get ipaddresses -o name' },
      { at: seconds(210), line: 'get namespace kube-node-lease -o name' },
      {
        at: seconds(215),
        line: 'get events -o custom-columns=R:.reason,M:.message,T:.type,C:.reportingComponent --no-headers'
      }
    ],
    faults: []
  })
  history.advance(seconds(220))
  expect(breaches).toEqual([])
  const text = history.timeline.facts
    .flatMap((found) => (found.fact === 'kubectl-output' && 'text' in found.detail ? [found.detail.text] : []))
    .join('')
  const [before = '', after = ''] = text
    .slice(text.indexOf('"kube-node-lease" deleted'))
    .split('/10.96.0.10\n')
    .slice(1)
  expect(before).toMatch(/^ipaddress.networking.k8s.io\/10.96.88.9$/m)
  expect(before).not.toContain('10.96.88.8')
  expect(after).toMatch(/^ipaddress.networking.k8s.io\/10.96.88.8$/m)
  expect(text).toContain('namespace/kube-node-lease\n')
  expect(text).toMatch(
    /ClusterIPNotAllocated +Cluster IP \[IPv4\]: 10\.96\.88\.8 is not allocated; repairing +Warning +ipallocator-repair-controller/
  )
  expect(text).toMatch(
    /IPAddressNotAllocated +IPAddress: 10\.96\.88\.9 for Service default\/nosuch appears to have leaked: cleaning up +Warning/
  )
})
