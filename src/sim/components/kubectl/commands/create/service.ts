import { failure } from '../../script/failure'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { int, text } from '../../session'
import { metadataOf, type Generator } from './generator'

/** Models strconv.ParseUint with 16 bits. */
function portOf(given: string): number {
  if (!/^\d+$/.test(given)) throw failure(`strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`)
  if (Number(given) > 65_535) throw failure(`strconv.ParseUint: parsing ${JSON.stringify(given)}: value out of range`)
  return Number(given)
}

/** What is wrong with the name of a port. Models apimachinery/pkg/util/validation IsValidPortName. */
function portNameProblems(name: string): string[] {
  const problems: string[] = []
  if (name.length > 15) problems.push('must be no more than 15 characters')
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)')
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)')
  if (name.includes('--')) problems.push('must not contain consecutive hyphens')
  if (/^-|-$/.test(name)) problems.push('must not begin or end with a hyphen')
  return problems
}

/** `80`, `80:8080`, `80:http`. Models create_service.go parsePorts. */
function tcpPort(pair: string): { port: number; targetPort: number | string } {
  const [first = '', target] = pair.split(':')
  const port = portOf(first)
  if (target === undefined) return { port, targetPort: port }
  if (/^[+-]?\d+$/.test(target)) {
    const number = Number(target)
    if (number < 1 || number > 65_535) throw failure('must be between 1 and 65535, inclusive')
    return { port, targetPort: number }
  }
  const problems = portNameProblems(target)
  if (problems.length > 0) throw failure(problems.join(','))
  return { port, targetPort: target }
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

function serviceOf(shell: Shell, name: string, type: string) {
  const tcp = slice(shell, 'tcp')
  const clusterIP = text(shell.flags, 'clusterip')
  const externalName = text(shell.flags, 'external-name')
  const nodePort = int(shell.flags, 'node-port') ?? 0
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName')
    throw failure('at least one tcp port specifier must be provided')
  if (type === 'ExternalName' && (!subdomain.test(externalName) || externalName.length > 253))
    throw failure(`invalid service external name ${externalName}`)
  const ports = tcp.map((pair) => ({
    name: pair.replace(/:/g, '-'),
    protocol: 'TCP',
    ...tcpPort(pair),
    ...(nodePort !== 0 && { nodePort })
  }))
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf(shell, name, { labels: { app: name } }),
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: { app: name },
      ...(clusterIP !== '' && { clusterIP }),
      type,
      ...(externalName !== '' && { externalName })
    },
    status: { loadBalancer: {} }
  }
}

const service = (word: string, type: string): Generator => ({
  name: `service ${word}`,
  resource: 'services',
  namespaced: true,
  failed: `failed to create ${type} service: `,
  make: (shell, name) => serviceOf(shell, name, type)
})

export const services: readonly Generator[] = [
  service('clusterip', 'ClusterIP'),
  service('nodeport', 'NodePort'),
  service('loadbalancer', 'LoadBalancer'),
  service('externalname', 'ExternalName')
]
